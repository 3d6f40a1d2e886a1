// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/embed_root.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/temp_dir.h"
#include "base/unique_fd.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class EmbedRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    auto temp = TempDir::create("root");
    ASSERT_TRUE(temp.ok()) << temp.fault().what;
    temp_ = std::move(*temp);
    base_ = temp_->path() / "b";
  }
  fs::path prepare(const std::string& owner) {
    auto root = prepare_embed_root(base_, owner);
    EXPECT_TRUE(root.ok()) << root.fault().what;
    return root.ok() ? *root : fs::path();
  }

  std::optional<TempDir> temp_;
  fs::path base_;
};

TEST_F(EmbedRoot, SameOwner_HasTheSameRoot) {
  EXPECT_EQ(prepare("a"), prepare("a"));
  EXPECT_NE(prepare("a"), prepare("b"));
}

TEST_F(EmbedRoot, Root_IsPrivateAndConfigured) {
  const fs::path root = prepare("a");
  struct stat status {};
  ASSERT_EQ(::stat(root.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0700u);
  const auto conf = sys::read_file(root / "etc" / "qemu.conf");
  ASSERT_TRUE(conf.ok());
  EXPECT_THAT(*conf, HasSubstr("stdio_handler = \"file\""));
}

TEST_F(EmbedRoot, DomainsOfAKilledProcess_AreForgottenAndThoseOfThisOneAreNot) {
  const fs::path root = embed_root_path(base_, "killed");
  const fs::path status = root / "run" / "qemu" / "folioscope-x-7.xml";
  const fs::path driver = root / "run" / "qemu" / "driver.pid";
  const fs::path monitor = root / "lib" / "qemu" / "domain-20-folioscope-x-7" / "monitor.sock";
  const auto make = [&] {
    for (const fs::path& file : {status, driver, monitor}) {
      fs::create_directories(file.parent_path());
      ASSERT_TRUE(sys::write_file(file, "").ok());
    }
  };
  make();
  fs::permissions(base_, fs::perms::owner_all);
  EXPECT_EQ(prepare("killed"), root);
  EXPECT_FALSE(fs::exists(status));
  EXPECT_FALSE(fs::exists(monitor.parent_path()));
  EXPECT_TRUE(fs::exists(driver));
  make();
  prepare("killed");
  EXPECT_TRUE(fs::exists(status)) << "this process has the root";
}

TEST_F(EmbedRoot, Caches_AreShared) {
  EXPECT_EQ(fs::canonical(prepare("a") / "cache"), fs::canonical(prepare("b") / "cache"));
}

TEST_F(EmbedRoot, RootNobodyUses_IsSwept) {
  const fs::path stale = base_ / "0123456789ab";
  prepare("a");
  fs::create_directories(stale / "log");
  prepare("a");
  EXPECT_FALSE(fs::exists(stale));
}

TEST_F(EmbedRoot, RootWithAGuest_IsKept) {
  const fs::path orphaned = base_ / "0123456789ab";
  fs::create_directories(orphaned / "run" / "qemu");
  ASSERT_TRUE(sys::write_file(orphaned / "run" / "qemu" / "folioscope-x-1.xml", "").ok());
  prepare("a");
  EXPECT_TRUE(fs::exists(orphaned));
}

TEST_F(EmbedRoot, RootOfAnOwnerWhoseGuestsWereKilled_IsRemoved_UnlessItIsInUse) {
  const fs::path orphaned = embed_root_path(base_, "a");
  prepare("b");
  remove_embed_root(base_, "a");  // there is none
  fs::create_directories(orphaned / "run" / "qemu");
  ASSERT_TRUE(sys::write_file(orphaned / "run" / "qemu" / "folioscope-x-1.xml", "").ok());
  UniqueFd lock(::open((orphaned / "in-use").c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  remove_embed_root(base_, "a");
  EXPECT_TRUE(fs::exists(orphaned));
  lock.reset();
  remove_embed_root(base_, "a");
  EXPECT_FALSE(fs::exists(orphaned));
}

TEST_F(EmbedRoot, RootInUse_IsKept) {
  const fs::path used = base_ / "0123456789ab";
  fs::create_directories(used);
  const UniqueFd lock(::open((used / "in-use").c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  prepare("a");
  EXPECT_TRUE(fs::exists(used));
}

TEST_F(EmbedRoot, OtherFilesInTheBase_AreNotTouched) {
  prepare("a");
  fs::create_directories(base_ / "precious");
  prepare("b");
  EXPECT_TRUE(fs::exists(base_ / "precious"));
}

TEST_F(EmbedRoot, BaseThatIsALink_IsRefused) {
  fs::create_directories(temp_->path() / "elsewhere");
  fs::create_symlink(temp_->path() / "elsewhere", base_);
  const auto root = prepare_embed_root(base_, "a");
  ASSERT_FALSE(root.ok());
  EXPECT_EQ(root.fault().domain, FaultDomain::User);
}

TEST_F(EmbedRoot, BaseWhoseNameSomebodyElseHas_IsAnotherOneThatIsFoundAgain) {
  const fs::path usual = embed_base_below(temp_->path());
  EXPECT_EQ(usual.filename().string(), fmt::format("folioscope-{}", ::geteuid()));
  EXPECT_EQ(embed_base_below(temp_->path()), usual);
  fs::remove(usual);
  // As good as a directory of another user: prepare_base() refuses both alike.
  fs::create_symlink("/", usual);
  fs::create_symlink("/", usual.string() + "-000000");
  const fs::path other = embed_base_below(temp_->path());
  EXPECT_THAT(other.string(), ::testing::StartsWith(usual.string() + "-"));
  EXPECT_TRUE(prepare_base(other).ok());
  EXPECT_FALSE(fs::is_symlink(other));
  EXPECT_EQ(embed_base_below(temp_->path()), other);
}

TEST_F(EmbedRoot, BaseThatAnotherUserOwns_IsNotUsed) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives a directory away";
  const fs::path usual = embed_base_below(temp_->path());
  ASSERT_EQ(::chown(usual.c_str(), 65534, 65534), 0);
  EXPECT_FALSE(prepare_base(usual).ok());
  EXPECT_NE(embed_base_below(temp_->path()), usual);
}

TEST_F(EmbedRoot, PathTooLongForSockets_IsRefusedBeforeLibvirtSeesIt) {
  const auto root = prepare_named_root(temp_->path() / std::string(60, 'x'));
  ASSERT_FALSE(root.ok());
  EXPECT_THAT(root.fault().remedy, HasSubstr("shorter path"));
}

}  // namespace
}  // namespace folioscope::fleet
