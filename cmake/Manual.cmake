# SPDX-License-Identifier: GPL-3.0-or-later
# Manual pages and completions of shells, written by programs that have the command lines of ours.
set(FOLIOSCOPE_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
    CACHE STRING "Where functions of zsh are installed")
add_custom_target(manual)

# folioscope_manual(NAME WRITER arguments...)
# Runs the target WRITER as `WRITER DIRECTORY arguments...`, as part of what is built and installed for
# the program NAME (proto/manual/write.h says what it leaves). Arguments that are files are read.
function(folioscope_manual name writer)
  set(dir ${CMAKE_BINARY_DIR}/manual/${name})
  set(inputs ${ARGN})
  list(FILTER inputs INCLUDE REGEX "^${PROJECT_SOURCE_DIR}/")
  if(FOLIOSCOPE_GOLD)
    target_link_options(${writer} PRIVATE -fuse-ld=gold)
  endif()
  add_custom_command(
    OUTPUT ${dir}.stamp
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${dir}
    COMMAND ${writer} ${dir} ${ARGN}
    COMMAND ${CMAKE_COMMAND} -E touch ${dir}.stamp
    DEPENDS ${writer} ${inputs}
    COMMENT "Manual of ${name}"
    VERBATIM)
  add_custom_target(manual_of_${name} ALL DEPENDS ${dir}.stamp)
  add_dependencies(manual manual_of_${name})
  install(DIRECTORY ${dir}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR})
  install(FILES ${dir}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME ${name})
  install(FILES ${dir}/zsh DESTINATION ${FOLIOSCOPE_ZSH_DIR} RENAME _${name})
  install(FILES ${dir}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
          RENAME ${name}.fish)
endfunction()
