// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on other hosts: libvirt_hosts.sh makes two of this one, each with a libvirtd of its own and
// sshd between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2e/background_script.h"
#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Of anything that a run is waited for: some boots on a busy host.
constexpr std::chrono::seconds kRunLimit{600};

// The disk shows that volumes get there with what is on them.
std::string experiment_of(int boots) {
  return preamble("elsewhere") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 2, memory: 256MiB, disks: [{size: 64MiB, filesystem: ext4}]}]
workloads: [{program: selftest, args: {mode: ok, megabytes: 16}, before: ["grep -q /mnt/vda /proc/mounts"]}]
events: [{page_ref: {where: "val>0"}}]
seed: 5
boots: )" +
         std::to_string(boots) + "\n";
}

std::string first_line(const fs::path& file) {
  const std::string text = sys::read_or_empty(file);
  return text.substr(0, text.find('\n'));
}

class Hosts : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::geteuid(), 0u) << "hosts in namespaces take root: run this as root";
    hosts_ = std::make_unique<BackgroundScript>("libvirt_hosts.sh", "fl");
    ASSERT_TRUE(hosts_->ready()) << hosts_->said();
  }
  void TearDown() override {
    if (run_ > 0) ::kill(-run_, SIGKILL);
  }

  std::string uri(const std::string& host) const {
    return first_line(hosts_->directory() / (host + ".uri"));
  }
  // Without the user and the place of the key.
  std::string shown(const std::string& host) const {
    std::string text = uri(host);
    text = text.substr(0, text.find('?'));
    return text.erase(text.find("root@"), 5);
  }
  void make_experiment(int boots) {
    place_.emplace(experiment_of(boots));
    ASSERT_EQ(folioscope({"build", place_->experiment().string(), "--image"}).code, 0);
  }
  void start(std::vector<std::string> arguments, const std::vector<std::string>& hosts) {
    for (const std::string& host : hosts) arguments.insert(arguments.end(), {"--host", uri(host)});
    arguments.insert(arguments.end(), {"--guests", "1", "--accel", "tcg"});
    run_ = start_folioscope(std::move(arguments), log());
  }
  // The exit code; -1 when it did not end in time.
  int end() {
    int status = -1;
    if (!becomes_true(kRunLimit, [&] { return ::waitpid(run_, &status, WNOHANG) == run_; }))
      return -1;
    run_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  fs::path log() const { return place_->path() / "log"; }
  std::string said() const { return sys::read_or_empty(log()); }

  std::vector<std::string> ask(const std::string& host, std::vector<std::string> words) const {
    words.insert(words.begin(), {"virsh", "-q", "-c", uri(host)});
    const auto exit = sys::run({.argv = std::move(words)});
    EXPECT_TRUE(exit.ok() && exit->ok());
    std::vector<std::string> lines;
    std::string rest = exit.ok() ? exit->out : "";
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::size_t begin = std::min(rest.find_first_not_of(' '), end);
      if (begin != end) lines.push_back(rest.substr(begin, rest.find(' ', begin) - begin));
      rest.erase(0, end + 1);
    }
    return lines;
  }
  std::vector<std::string> guests(const std::string& host) const {
    return ask(host, {"list", "--all", "--name"});
  }
  void expect_nothing_left(const std::string& host) const {
    EXPECT_THAT(guests(host), testing::IsEmpty());
    EXPECT_THAT(ask(host, {"vol-list", "folioscope"}),
                AllOf(testing::SizeIs(4), Each(testing::ContainsRegex("^(kernel|initrd)-"))));
  }
  void expect_complete(std::size_t boots) const {
    const fs::path run = place_->run();
    EXPECT_EQ(sql(run, "select id from cell where status = 'done'").size(), boots) << said();
    EXPECT_THAT(sql(run, "select * from accounting where unaccounted <> 0"), testing::IsEmpty());
    EXPECT_THAT(sql(run, "select * from accounting where stored > 0"), Not(testing::IsEmpty()));
    EXPECT_EQ(folioscope({"doctor", run.string()}).code, 0);
  }

  std::unique_ptr<BackgroundScript> hosts_;
  std::optional<Workplace> place_;
  pid_t run_ = -1;
};

TEST_F(Hosts, OneIsKilledHalfWay_AndTheRunEndsCompleteOnTheOther) {
  make_experiment(8);
  start({"run", place_->experiment().string(), "--out", place_->run().string()}, {"a", "b"});
  // Both have ended a boot, and a has begun another.
  ASSERT_TRUE(becomes_true(kRunLimit, [&] {
    return said().find("on " + shown("a") + ": done") != std::string::npos &&
           said().find("on " + shown("b") + ": done") != std::string::npos && !guests("a").empty();
  })) << said();
  hosts_->tell("kill a", "killed a");
  EXPECT_EQ(end(), 0) << said();

  expect_complete(8);
  EXPECT_THAT(said(), HasSubstr("the host " + shown("a") + " is lost; 1 of 2 hosts go on"));
  const fs::path run = place_->run();
  const auto lost = sql(run,
                        "select uri, status, reason from attempt join host "
                        "using (cell_id, attempt) where status <> 'done'");
  ASSERT_EQ(lost.size(), 1u) << said();
  EXPECT_EQ(lost[0]["uri"], shown("a"));
  EXPECT_EQ(lost[0]["status"], "host-error");
  // "... is lost", or what it could not do any more while it started the guest.
  EXPECT_THAT(lost[0]["reason"].get<std::string>(), HasSubstr(shown("a")));
  const auto used = sql(run, "select distinct uri, cores, qemu, acceleration from host order by 1");
  ASSERT_EQ(used.size(), 2u);
  for (const auto& host : used) {
    EXPECT_GT(host["cores"], 0);
    EXPECT_THAT(host["qemu"].get<std::string>(), testing::ContainsRegex("^[0-9]+\\.[0-9]+"));
    EXPECT_EQ(host["acceleration"], "tcg");
  }
  EXPECT_THAT(folioscope({"show", run.string()}).out, HasSubstr("boots on " + shown("b")));
  expect_nothing_left("b");
}

TEST_F(Hosts, WhatAKilledRunLeftThere_IsRemovedByResume_AndUploadsByPrune) {
  make_experiment(2);
  start({"run", place_->experiment().string(), "--out", place_->run().string()}, {"b"});
  ASSERT_TRUE(becomes_true(kRunLimit, [&] { return !guests("b").empty(); })) << said();
  ::kill(-run_, SIGKILL);
  ::waitpid(run_, nullptr, 0);
  EXPECT_THAT(guests("b"), testing::SizeIs(1)) << "it runs on there";
  const auto prune = [&] { return folioscope({"cache", "prune", "--host", uri("b")}); };
  const sys::Exit refused = prune();
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("runs on " + shown("b")));

  start({"resume", place_->run().string()}, {"b"});
  EXPECT_EQ(end(), 0) << said();
  EXPECT_THAT(said(), HasSubstr("left by a killed run"));
  expect_complete(2);
  expect_nothing_left("b");
  EXPECT_THAT(prune().out,
              testing::AllOf(HasSubstr("removed kernel-"), HasSubstr("removed initrd-")));
  EXPECT_THAT(prune().out, HasSubstr("nothing was uploaded there"));
}

TEST_F(Hosts, ThatCannotBeUsed_SayWhy) {
  make_experiment(1);
  const auto run_on = [&](const std::string& host) {
    fs::remove_all(place_->run());
    return folioscope({"run", place_->experiment().string(), "--out", place_->run().string(),
                       "--accel", "tcg", "--host", host});
  };
  const sys::Exit nobody = run_on("qemu+ssh://nobody.invalid/system");
  EXPECT_EQ(nobody.code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("check the name of the host")) << nobody.err;
  EXPECT_THAT(nobody.err, Not(HasSubstr("kernel"))) << "nothing is built for nobody";
  std::string other_key = uri("a");
  other_key.replace(other_key.find("keyfile="), std::string::npos, "keyfile=/dev/null&no_verify=1");
  const sys::Exit locked = run_on(other_key);
  EXPECT_EQ(locked.code, 2);
  EXPECT_THAT(locked.err, HasSubstr("ssh-copy-id")) << locked.err;
  EXPECT_EQ(run_on("qemu:///embed").code, 2);
}

}  // namespace
}  // namespace folioscope::e2e
