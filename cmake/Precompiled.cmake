# SPDX-License-Identifier: GPL-3.0-or-later
# Precompiled headers: those of the standard library, fmt, GoogleTest and Qt take longer to read than
# most of our files take to compile. Every file still includes all it needs; FOLIOSCOPE_PCH=OFF
# builds without.
option(FOLIOSCOPE_PCH "Precompile the headers of others" ON)

# -Og takes g++ an eighth less than -O1, but it then sees what is not initialized in each optional.
set(optimize_cold $<$<CONFIG:Release>:-Og> -Wno-maybe-uninitialized)
set(optimize_test $<$<CONFIG:Release>:-O0>)

# folioscope_precompile(NAME OPTIONS options... LINK targets... HEADERS <header>...)
# A target that carries a precompiled header for those compiled with the same options.
function(folioscope_precompile name)
  cmake_parse_arguments(ARG "" "" "OPTIONS;LINK;HEADERS" ${ARGN})
  set(source ${PROJECT_BINARY_DIR}/generated/${name}.cpp)
  if(NOT EXISTS ${source})
    file(WRITE ${source} "// Something to compile, for the precompiled header.\n")
  endif()
  add_library(${name} OBJECT ${source})
  target_link_libraries(${name} PRIVATE folioscope_flags ${ARG_LINK})
  target_compile_options(${name} PRIVATE ${ARG_OPTIONS} -fpch-preprocess)
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

# folioscope_use_precompiled(TARGET KIND): KIND is hot, cold, test, qt or qt_test; what it is compiled
# with, a precompiled header included.
function(folioscope_use_precompiled target kind)
  if(kind MATCHES "^(cold|qt)$")
    target_compile_options(${target} PRIVATE ${optimize_cold})
  elseif(kind MATCHES "test")
    target_compile_options(${target} PRIVATE ${optimize_test})
  endif()
  if(NOT FOLIOSCOPE_PCH)
    return()
  endif()
  # Hot and cold share one: g++ asks only whether both are optimized.
  string(REGEX REPLACE "^(hot|cold)$" "std" header ${kind})
  target_precompile_headers(${target} REUSE_FROM folioscope_pch_${header})
  target_compile_options(${target} PRIVATE -fpch-preprocess) # lets ccache look into it
  if(NOT kind MATCHES "test" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 warns of copies inside std::string when it optimizes, which it leaves out only
    # where they were not precompiled.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow
                                             -Wno-stringop-overread)
  endif()
  # What those who link fmt or Qt Charts have: a precompiled header wants the same definitions.
  target_compile_definitions(${target} PRIVATE FMT_SHARED)
  if(kind MATCHES "qt")
    target_compile_definitions(${target} PRIVATE QT_CHARTS_LIB QT_OPENGLWIDGETS_LIB QT_OPENGL_LIB
                                                 QT_WIDGETS_LIB QT_NO_KEYWORDS)
  endif()
endfunction()

if(FOLIOSCOPE_PCH)
  set(std <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional>
          <set> <span> <sstream> <string> <string_view> <utility> <variant> <vector> <fmt/format.h>)
  set(test <fstream> <gmock/gmock.h> <gtest/gtest.h>)
  set(qt <QAbstractTableModel> <QString> <QWidget> <QtCharts/QChart>)
  folioscope_precompile(folioscope_pch_std LINK fmt::fmt HEADERS ${std})
  folioscope_precompile(
    folioscope_pch_test
    OPTIONS ${optimize_test}
    LINK fmt::fmt GTest::gmock
    HEADERS ${std} ${test})
  folioscope_precompile(
    folioscope_pch_qt
    OPTIONS ${optimize_cold}
    LINK fmt::fmt Qt6::Charts Qt6::Widgets
    HEADERS ${std} ${qt})
  target_compile_definitions(folioscope_pch_qt PRIVATE QT_NO_KEYWORDS)
  folioscope_precompile(
    folioscope_pch_qt_test
    OPTIONS ${optimize_test}
    LINK fmt::fmt GTest::gmock Qt6::Charts Qt6::Widgets
    HEADERS ${std} ${test} ${qt})
  target_compile_definitions(folioscope_pch_qt_test PRIVATE QT_NO_KEYWORDS)
endif()
