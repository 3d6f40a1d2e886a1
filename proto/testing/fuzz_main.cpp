// SPDX-License-Identifier: GPL-3.0-or-later
// A driver for a fuzz target where no fuzzer is linked: the seed files as they are, then seeded
// random mutations of them. Under the asan preset a wrong read ends the program.
//   fuzz_X MUTATIONS SEED-FILE...
// A finding is repeated by the same command: the sequence depends on nothing else. Build the
// target's .cpp alone with clang's -fsanitize=fuzzer to go on from there.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

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

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s MUTATIONS SEED-FILE...\n", argv[0]);
    return 2;
  }
  std::vector<Input> seeds;
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "%s: cannot read seed file %s\n", argv[0], argv[i]);
      return 2;
    }
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    LLVMFuzzerTestOneInput(seeds.back().data(), seeds.back().size());
  }
  std::mt19937_64 random(1);
  const long mutations = std::atol(argv[1]);
  for (long i = 0; i < mutations; ++i) {
    Input input = seeds[static_cast<std::size_t>(i) % seeds.size()];
    for (std::uint64_t n = 1 + random() % 8; n > 0; --n) mutate(input, random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%zu seeds and %ld mutations\n", seeds.size(), mutations);
}
