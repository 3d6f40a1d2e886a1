# SPDX-License-Identifier: GPL-3.0-or-later
# The two shapes every folder of this project has: one library, and one program of its unit tests.

include(CheckLinkerFlag)
option(FOLIOSCOPE_SANITIZE "Build with this sanitizer list, e.g. address,undefined" "")

option(FOLIOSCOPE_WERROR "Warnings are errors" ON)

add_library(folioscope_flags INTERFACE)
# Asserts stay on in release builds: a wrong number is worse than a crash.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
target_compile_options(
  folioscope_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion
                             $<$<BOOL:${FOLIOSCOPE_WERROR}>:-Werror> -Wno-missing-field-initializers)
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

# What a file of ours takes to compile is mostly the templates of others that it instantiates; eight
# files in one translation unit pay for them once. tests/lint/tidy.sh still reads each file by itself.
option(FOLIOSCOPE_UNITY "Compile eight files at a time" ON)
function(folioscope_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${FOLIOSCOPE_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  if(FOLIOSCOPE_UNITY)
    # What a unity build includes is no header, whatever the compiler thinks of its classes.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# folioscope_library(NAME [COLD] [QT] SOURCES a.cpp ... [DEPS targets ...] [PRIVATE_DEPS targets ...])
# COLD: what this folder does it does a few thousand times, not millions of times; compiled with -Og.
# Includes are written from the group's folder: "base/result.h", "kbuild/builder.h".
function(folioscope_library name)
  cmake_parse_arguments(ARG "COLD;QT" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  folioscope_compile_together(${name})
  if(ARG_QT)
    folioscope_use_precompiled(${name} qt)
  elseif(ARG_COLD)
    folioscope_use_precompiled(${name} cold)
  else()
    folioscope_use_precompiled(${name} hot)
  endif()
  target_link_libraries(
    ${name}
    PUBLIC folioscope_flags ${ARG_DEPS}
    PRIVATE ${ARG_PRIVATE_DEPS})
endfunction()

# folioscope_testing(NAME [OBJECT] SOURCES a.cpp ... DEPS targets ...)
# Fixtures, fakes and made inputs of a group: for tests, never linked into a product.
function(folioscope_testing name)
  cmake_parse_arguments(ARG "OBJECT" "" "SOURCES;DEPS" ${ARGN})
  set(kind STATIC)
  if(ARG_OBJECT)
    set(kind OBJECT)
  endif()
  set(precompiled test)
  if(ARG_DEPS MATCHES "Qt6::")
    set(precompiled qt_test)
  endif()
  add_library(${name} ${kind} ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC folioscope_flags ${ARG_DEPS} fmt::fmt GTest::gmock)
  folioscope_use_precompiled(${name} ${precompiled})
  set_property(GLOBAL APPEND PROPERTY FOLIOSCOPE_TESTING ${name})
endfunction()

# folioscope_refuse_testing(TARGET): an error when TARGET links what is for tests, however far away.
function(folioscope_refuse_testing target)
  get_property(testing GLOBAL PROPERTY FOLIOSCOPE_TESTING)
  set(seen "")
  set(open ${target})
  while(open)
    list(POP_FRONT open next)
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" next "${next}")
    if(NOT TARGET "${next}" OR "${next}" IN_LIST seen)
      continue()
    endif()
    list(APPEND seen ${next})
    if("${next}" IN_LIST testing)
      message(FATAL_ERROR "${target} is part of the product and links ${next}, which is for tests")
    endif()
    foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
      get_target_property(linked ${next} ${property})
      if(linked)
        list(APPEND open ${linked})
      endif()
    endforeach()
  endwhile()
endfunction()

# Tests are linked by gold where it is (binutils of Debian 12 has it): a quarter of the time. What users
# run is not.
check_linker_flag(CXX -fuse-ld=gold FOLIOSCOPE_GOLD)

# folioscope_test(NAME SOURCES a_test.cpp ... DEPS targets ... [LABELS vm] [TIMEOUT seconds])
# One GoogleTest program; every TEST in it becomes a ctest of its own name.
function(folioscope_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  folioscope_compile_together(${name})
  target_link_libraries(${name} PRIVATE folioscope_flags ${ARG_DEPS} folioscope_places fmt::fmt
                                        GTest::gmock_main)
  if(ARG_DEPS MATCHES "Qt6::")
    folioscope_use_precompiled(${name} qt_test)
  else()
    folioscope_use_precompiled(${name} test)
  endif()
  if(FOLIOSCOPE_GOLD)
    target_link_options(${name} PRIVATE -fuse-ld=gold)
  endif()
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
