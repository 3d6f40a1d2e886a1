// SPDX-License-Identifier: GPL-3.0-or-later
// main() of a fuzz target where libFuzzer is not linked: the files of its corpus as they are, then
// seeded random mutations of them.
//   fuzz_NAME MUTATIONS FILE-OR-DIRECTORY...
// A finding is repeated by the same command: the sequence depends on nothing else. Its input is
// written to fuzz_NAME.finding in the working directory, if it ended by a check.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "testing/fuzz.h"

namespace {

namespace fs = std::filesystem;
using Input = std::vector<std::uint8_t>;

// Values at which a length, a count or a type changes its meaning.
constexpr std::uint32_t kEdges[] = {
    0, 1, 3, 4, 28, 29, 30, 31, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xc0000000, 0xffffffff};

void mutate(Input& input, std::mt19937_64& random) {
  const auto at = [&] { return input.empty() ? 0 : random() % input.size(); };
  switch (random() % 6) {
    case 0:
      input.resize(at());
      break;
    case 1:
      input.insert(input.begin() + static_cast<long>(at()), static_cast<std::uint8_t>(random()));
      break;
    case 2: {
      const std::uint32_t edge = kEdges[random() % std::size(kEdges)];
      std::size_t place = at() & ~std::size_t{3};
      for (int byte = 0; byte < 4 && place < input.size(); ++byte, ++place)
        input[place] = static_cast<std::uint8_t>(edge >> (8 * byte));
      break;
    }
    case 3:
      if (!input.empty()) {
        const std::size_t from = at(), to = at();
        const std::size_t count = std::min(input.size() - std::max(from, to), random() % 64);
        std::copy_n(Input(input).begin() + static_cast<long>(from), count,
                    input.begin() + static_cast<long>(to));
      }
      break;
    default:
      if (!input.empty()) input[at()] ^= static_cast<std::uint8_t>(1u << random() % 8);
  }
}

// In the order of their names.
std::vector<fs::path> files_of(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(place)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

// What a handler of signals has to know.
Input running;
std::string finding;

void write_finding(int signal) {
  std::signal(signal, SIG_DFL);
  const int fd = ::open(finding.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0 || ::write(fd, running.data(), running.size()) < 0) std::perror(finding.c_str());
  std::raise(signal);
}

void run(Input input) {
  running = std::move(input);
  LLVMFuzzerTestOneInput(running.data(), running.size());
}

}  // namespace

int main(int argc, char** argv) {
  finding = fs::path(argv[0]).filename().string() + ".finding";
  std::signal(SIGABRT, write_finding);
  std::vector<Input> corpus;
  for (int i = 2; i < argc; ++i)
    for (const fs::path& file : files_of(argv[i])) {
      std::ifstream in(file, std::ios::binary);
      if (!in) {
        std::fprintf(stderr, "%s: cannot read %s\n", argv[0], file.c_str());
        return 2;
      }
      corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
      std::fprintf(stderr, "%s\n", file.c_str());
      run(corpus.back());
    }
  if (corpus.empty()) {
    std::fprintf(stderr, "usage: %s MUTATIONS FILE-OR-DIRECTORY...\n", argv[0]);
    return 2;
  }
  std::mt19937_64 random(1);
  const long mutations = std::atol(argv[1]);
  for (long i = 0; i < mutations; ++i) {
    Input input = corpus[static_cast<std::size_t>(i) % corpus.size()];
    for (std::uint64_t n = 1 + random() % 8; n > 0; --n) mutate(input, random);
    run(std::move(input));
  }
  std::printf("%zu inputs and %ld mutations\n", corpus.size(), mutations);
}
