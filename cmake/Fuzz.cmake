# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz targets: one fuzz_NAME.cpp beside each parser of bytes that are not ours. In an ordinary build
# each is a test: its corpus, and seeded mutations of it (proto/testing/fuzz_main.cpp). The preset
# `fuzz` links libFuzzer instead, which follows coverage; `./dev fuzz` builds and runs that.
option(FOLIOSCOPE_FUZZ "Build the fuzz targets with libFuzzer" OFF)
add_custom_target(fuzzers)

if(FOLIOSCOPE_FUZZ)
  # libFuzzer is clang's and our code is g++'s: g++ calls a function in each block and at each
  # comparison, and proto/testing/fuzz_coverage.cpp counts them where libFuzzer looks.
  find_library(
    FOLIOSCOPE_LIBFUZZER libclang_rt.fuzzer-${CMAKE_SYSTEM_PROCESSOR}.a
    PATHS /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux NO_DEFAULT_PATH)
  if(NOT FOLIOSCOPE_LIBFUZZER)
    message(FATAL_ERROR "libFuzzer is not installed\n  -> apt-get install libclang-rt-14-dev")
  endif()
  # -g1: lines for what a sanitizer reports. Calls of memcmp stay calls, which libFuzzer looks into.
  target_compile_options(
    folioscope_flags INTERFACE -O1 -g1 -fno-sanitize-recover=all -fno-builtin-memcmp -Wno-error
                               $<$<COMPILE_LANGUAGE:CXX>:-fsanitize-coverage=trace-pc,trace-cmp>)
endif()

# folioscope_fuzz(NAME MUTATIONS count DEPS targets ...)
# The target fuzz_NAME of fuzz_NAME.cpp; its corpus is tests/fuzz/corpus/NAME. MUTATIONS are tried by
# the test, as many as take about half a second.
function(folioscope_fuzz name)
  cmake_parse_arguments(ARG "" "MUTATIONS" "DEPS" ${ARGN})
  set(target fuzz_${name})
  add_executable(${target} ${target}.cpp)
  folioscope_use_precompiled(${target} cold)
  target_link_libraries(${target} PRIVATE folioscope_flags ${ARG_DEPS} folioscope_fuzz_main)
  add_dependencies(fuzzers ${target})
  if(NOT FOLIOSCOPE_FUZZ)
    add_test(NAME ${target} COMMAND ${target} ${ARG_MUTATIONS}
                                    ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(${target} PROPERTIES LABELS unit TIMEOUT 120)
  endif()
endfunction()
