# What `cmake --install` puts down and `cpack` packs: the library, its headers with find_package and pkg-config files,
# and the tool. Debian's RE2, utf8proc and nettle come with .pc files only, so peertagConfig.cmake makes their targets again.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set_target_properties(peertag PROPERTIES VERSION ${PROJECT_VERSION}
                                         SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
install(TARGETS peertag EXPORT peertagTargets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/peertag)
install(EXPORT peertagTargets NAMESPACE peertag:: DESTINATION ${package_folder} COMPONENT development)
configure_package_config_file(cmake/peertagConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/peertagConfig.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/peertagConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)  # so that what is installed may be moved
configure_file(cmake/peertag.pc.in ${CMAKE_CURRENT_BINARY_DIR}/peertag.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/peertagConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/peertagConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT development)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/peertag.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

if(PROJECT_IS_TOP_LEVEL)
  install(TARGETS peertag_c EXPORT peertagTargets
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development)
  install(FILES bindings/c/peertag.h bindings/c/peertag_ffi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/peertag/c
          COMPONENT development)
  install(TARGETS peertag_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tool)

  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_CONTACT "The peertag developers <peertag@example.invalid>")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
  set(CPACK_COMPONENTS_ALL library development tool)
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_CURRENT_BINARY_DIR})
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libpeertag${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libpeertag-dev)
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
      "${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME} (= ${PROJECT_VERSION}), libre2-dev, libicu-dev, libutf8proc-dev, nettle-dev")
  set(CPACK_DEBIAN_TOOL_PACKAGE_NAME peertag)
  set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION text)
  set(CPACK_DEBIAN_TOOL_PACKAGE_DEPENDS "${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME} (= ${PROJECT_VERSION})")
  include(CPack)
endif()
