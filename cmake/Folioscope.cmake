# SPDX-License-Identifier: GPL-3.0-or-later
# The two shapes every folder of this project has: one library, and one program of its unit tests.

option(FOLIOSCOPE_SANITIZE "Build with this sanitizer list, e.g. address,undefined" "")

add_library(folioscope_flags INTERFACE)
# Asserts stay on in release builds: a wrong number is worse than a crash.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
target_compile_options(folioscope_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion -Werror
                                                   -Wno-missing-field-initializers)
target_include_directories(
  folioscope_flags INTERFACE ${PROJECT_SOURCE_DIR}/proto ${PROJECT_SOURCE_DIR}/orchestrator
                             ${PROJECT_SOURCE_DIR}/guest-image ${PROJECT_SOURCE_DIR}/analyzer)
if(FOLIOSCOPE_SANITIZE)
  add_compile_options(-fsanitize=${FOLIOSCOPE_SANITIZE} -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${FOLIOSCOPE_SANITIZE})
  if(FOLIOSCOPE_SANITIZE MATCHES thread)
    # Asio fences around a handler, which the sanitizer does not see; the mutex beside it, it does.
    add_compile_options(-Wno-tsan)
  endif()
endif()

# folioscope_library(NAME SOURCES a.cpp ... [DEPS targets ...] [PRIVATE_DEPS targets ...])
# Includes are written from the group's folder: "base/result.h", "kbuild/builder.h".
function(folioscope_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(
    ${name}
    PUBLIC folioscope_flags ${ARG_DEPS}
    PRIVATE ${ARG_PRIVATE_DEPS})
endfunction()

# folioscope_test(NAME SOURCES a_test.cpp ... DEPS targets ... [LABELS vm] [TIMEOUT seconds])
# One GoogleTest program; every TEST in it becomes a ctest of its own name.
function(folioscope_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE folioscope_flags ${ARG_DEPS} GTest::gmock_main)
  target_compile_definitions(
    ${name} PRIVATE FOLIOSCOPE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                    FOLIOSCOPE_BINARY_DIR="${PROJECT_BINARY_DIR}")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  set(alone FALSE)
  if("vm" IN_LIST ARG_LABELS)
    set(alone TRUE)  # guests that compete for cores measure each other
  endif()
  gtest_discover_tests(
    ${name}
    DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT} RUN_SERIAL ${alone})
endfunction()
