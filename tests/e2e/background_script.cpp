// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/background_script.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <utility>

#include "sys/process.h"
#include "testing/places.h"

namespace folioscope::e2e {

BackgroundScript::BackgroundScript(const std::string& name, std::string mark)
    : mark_(std::move(mark)) {
  const std::string script = source_dir() + "/tests/e2e/" + name;
  std::array<int, 2> input{}, output{};
  EXPECT_EQ(::pipe2(input.data(), O_CLOEXEC), 0);
  EXPECT_EQ(::pipe2(output.data(), O_CLOEXEC), 0);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(input[0], STDIN_FILENO);
    ::dup2(output[1], STDOUT_FILENO);
    ::dup2(output[1], STDERR_FILENO);
    ::execlp("bash", "bash", script.c_str(), dir_.path().c_str(), nullptr);
    ::_exit(127);
  }
  ::close(input[0]);
  ::close(output[1]);
  input_ = input[1];
  output_ = output[0];
  read_until("ready\n");
}

BackgroundScript::~BackgroundScript() {
  ::close(input_);
  int status = -1;
  ::waitpid(pid_, &status, 0);
  ::close(output_);
  EXPECT_EQ(status, 0) << "the script did not end well: " << said_;
  const auto left = sys::run({.argv = {"ip", "netns", "list"}});
  EXPECT_TRUE(left.ok() && left->out.find(mark_ + std::to_string(pid_)) == std::string::npos);
  if (testing::Test::HasFailure()) dir_.keep();
}

void BackgroundScript::tell(const std::string& line, const std::string& answer) {
  const std::string text = line + "\n";
  EXPECT_EQ(::write(input_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  read_until(answer + "\n");
}

void BackgroundScript::read_until(const std::string& line) {
  std::array<char, 4096> text{};
  while (said_.find(line) == std::string::npos) {
    const ssize_t n = ::read(output_, text.data(), text.size());
    if (n <= 0) return;
    said_.append(text.data(), static_cast<std::size_t>(n));
  }
}

bool becomes_true(std::chrono::seconds limit, const std::function<bool()>& question) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!question()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  return true;
}

}  // namespace folioscope::e2e
