// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment on two nodes of a real Slurm: slurm_cluster.sh makes them of this host, in network
// namespaces. A task is requeued while it boots, its node is drained, and the merged run has every
// boot of the parts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "e2e/background_script.h"
#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Of anything that Slurm is waited for: four boots, one after the other on a busy host.
constexpr std::chrono::seconds kSlurmLimit{300};

std::string two_blocks() {
  return preamble("in-parts") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 2, memory: 256MiB}]
workloads: [{program: selftest, args: {mode: ok, megabytes: 16}}]
events: [{page_ref: {where: "val>0"}}]
boots: 4
seed: 5
)";
}

std::string output_of(std::vector<std::string> argv) {
  const auto exit = sys::run({.argv = std::move(argv)});
  return exit.ok() ? exit->out + exit->err : exit.fault().what;
}

// The two nodes, as long as it lives.
class Cluster : public BackgroundScript {
 public:
  Cluster() : BackgroundScript("slurm_cluster.sh", "fs") {
    ::setenv("SLURM_CONF", (directory() / "slurm.conf").c_str(), 1);
  }
  ~Cluster() { ::unsetenv("SLURM_CONF"); }
};

bool queue_is_empty() { return output_of({"squeue", "-h"}).empty(); }

// "1" of "…; jobs 1 (kernels and image), 2 (boots), 3 (merge)".
std::string job_of(const std::string& text, const std::string& step) {
  const std::size_t end = text.find(" (" + step);
  const std::size_t begin = text.rfind(' ', end - 1);
  return text.substr(begin + 1, end - begin - 1);
}

std::string node_of(const std::string& task) {
  std::string node = output_of({"squeue", "-h", "-j", task, "-o", "%N"});
  std::erase(node, '\n');
  return node;
}

// What was measured of each boot of these runs, without what says where it lies in a file.
std::vector<nlohmann::json> boots_of(const std::vector<fs::path>& runs) {
  std::vector<nlohmann::json> boots;
  for (const fs::path& run : runs)
    for (nlohmann::json& row :
         sql(run,
             "select c.id, c.status, c.started_host_ns, c.block, m.name, "
             "printf('%!.17g', m.value) value, (select sum(length(data)) from page_chunk "
             "where cell_id = c.id) bytes from cell c join metric m on m.cell_id = c.id"))
      boots.push_back(std::move(row));
  std::sort(boots.begin(), boots.end(), [](const nlohmann::json& one, const nlohmann::json& other) {
    return std::pair(one["id"].get<int>(), one["name"].get<std::string>()) <
           std::pair(other["id"].get<int>(), other["name"].get<std::string>());
  });
  return boots;
}

class Slurm : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::geteuid(), 0u) << "two nodes in network namespaces take root: run this as root";
    cluster_ = std::make_unique<Cluster>();
    ASSERT_TRUE(cluster_->ready()) << cluster_->said();
    ASSERT_EQ(folioscope({"build", place_.experiment().string(), "--image"}).code, 0);
  }
  std::string log(const char* name) const {
    return sys::read_or_empty(place_.path() / "out/log" / name);
  }

  Workplace place_{two_blocks()};
  std::unique_ptr<Cluster> cluster_;
};

TEST_F(Slurm, ARequeuedTaskGoesOnWithItsPart_AndTheMergedRunHasAllBoots) {
  const fs::path out = place_.path() / "out";
  const sys::Exit submitted =
      folioscope({"submit", place_.experiment().string(), "--slurm", "--out", out.string(),
                  "--cells-per-task", "2", "--accel", "tcg", "--sbatch=--time=10"});
  ASSERT_EQ(submitted.code, 0) << submitted.err;
  const std::string first = job_of(submitted.out, "boots") + "_0";

  // Killed while it boots its first guest, and its node takes no more jobs.
  ASSERT_TRUE(becomes_true(kSlurmLimit,
                           [&] {
                             std::error_code error;  // the directory is not there at first
                             return fs::directory_iterator(out / "parts/0/console", error) !=
                                    fs::directory_iterator();
                           }))
      << output_of({"squeue"}) << log("prepare.log") << log("boots-0.log");
  const std::string node = node_of(first);
  ASSERT_THAT(node, testing::AnyOf("n1", "n2"));
  output_of({"scontrol", "update", "nodename=" + node, "state=drain", "reason=test"});
  EXPECT_EQ(output_of({"scontrol", "requeue", first}), "");
  ASSERT_TRUE(becomes_true(kSlurmLimit, queue_is_empty)) << output_of({"squeue"});

  const std::string told = log("boots-0.log");
  EXPECT_THAT(told, HasSubstr("part 0 on " + node));
  EXPECT_THAT(told, HasSubstr(std::string("part 0 on ") + (node == "n1" ? "n2" : "n1")));
  const sys::Exit status = folioscope({"status", out.string(), "--json"});
  const auto state = nlohmann::json::parse(status.out);
  EXPECT_EQ(state["done"], 4) << status.out << told << log("boots-1.log") << log("merge.log");
  EXPECT_EQ(state["parts"].size(), 2u);
  EXPECT_EQ(state["parts"][1]["blocks"], "2");

  const auto parts = boots_of({out / "parts/0", out / "parts/1"});
  EXPECT_GE(parts.size(), 4u);
  EXPECT_EQ(boots_of({out / "run"}), parts) << log("merge.log");
  EXPECT_EQ(folioscope({"doctor", (out / "run").string()}).code, 0);
  EXPECT_EQ(folioscope({"report", (out / "run").string()}).code, 0);

  // By hand it is the same run.
  EXPECT_EQ(folioscope({"merge", (out / "parts/1").string(), (out / "parts/0").string(), "--out",
                        (place_.path() / "by-hand").string()})
                .code,
            0);
  EXPECT_EQ(boots_of({place_.path() / "by-hand"}), parts);
}

}  // namespace
}  // namespace folioscope::e2e
