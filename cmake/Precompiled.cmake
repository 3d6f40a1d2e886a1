# SPDX-License-Identifier: GPL-3.0-or-later
# Precompiled headers: those of the standard library, fmt, GoogleTest and Qt take longer to read than
# most of our files take to compile. Every file still includes all it needs; FOLIOSCOPE_PCH=OFF
# builds without.
option(FOLIOSCOPE_PCH "Precompile the headers of others" ON)

set(optimize_cold $<$<CONFIG:Release>:-O1>)
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

# folioscope_use_precompiled(TARGET KIND): KIND is std, fmt, cold, test, qt or qt_test.
function(folioscope_use_precompiled target kind)
  if(kind MATCHES "cold|^qt$")
    target_compile_options(${target} PRIVATE ${optimize_cold})
  elseif(kind MATCHES "test")
    target_compile_options(${target} PRIVATE ${optimize_test})
  endif()
  if(FOLIOSCOPE_PCH)
    target_precompile_headers(${target} REUSE_FROM folioscope_pch_${kind})
    target_compile_options(${target} PRIVATE -fpch-preprocess) # lets ccache look into it
    if(kind MATCHES "^(std|fmt)$" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # g++ 12 at -O2 warns of copies inside std::string, which it leaves out only
      # where they were not precompiled.
      target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow
                                               -Wno-stringop-overread)
    endif()
    if(NOT kind STREQUAL "std")
      target_compile_definitions(${target} PRIVATE FMT_SHARED)
    endif()
    if(kind MATCHES "qt")
      # What those who link Qt Charts have: a precompiled header wants the same definitions.
      target_compile_definitions(${target} PRIVATE QT_CHARTS_LIB QT_OPENGLWIDGETS_LIB QT_OPENGL_LIB
                                                   QT_WIDGETS_LIB QT_NO_KEYWORDS)
    endif()
  endif()
endfunction()

if(FOLIOSCOPE_PCH)
  set(std <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional>
          <set> <span> <sstream> <string> <string_view> <utility> <variant> <vector>)
  set(test <fstream> <fmt/format.h> <gmock/gmock.h> <gtest/gtest.h>)
  set(qt <QAbstractTableModel> <QString> <QWidget> <QtCharts/QChart>)
  folioscope_precompile(folioscope_pch_std HEADERS ${std})
  folioscope_precompile(folioscope_pch_fmt LINK fmt::fmt HEADERS ${std} <fmt/format.h>)
  folioscope_precompile(
    folioscope_pch_cold
    OPTIONS ${optimize_cold}
    LINK fmt::fmt
    HEADERS ${std} <fmt/format.h>)
  folioscope_precompile(
    folioscope_pch_test
    OPTIONS ${optimize_test}
    LINK fmt::fmt GTest::gmock
    HEADERS ${std} ${test})
  folioscope_precompile(
    folioscope_pch_qt
    OPTIONS ${optimize_cold}
    LINK fmt::fmt Qt6::Charts Qt6::Widgets
    HEADERS ${std} <fmt/format.h> ${qt})
  target_compile_definitions(folioscope_pch_qt PRIVATE QT_NO_KEYWORDS)
  folioscope_precompile(
    folioscope_pch_qt_test
    OPTIONS ${optimize_test}
    LINK fmt::fmt GTest::gmock Qt6::Charts Qt6::Widgets
    HEADERS ${std} ${test} ${qt})
  target_compile_definitions(folioscope_pch_qt_test PRIVATE QT_NO_KEYWORDS)
endif()
