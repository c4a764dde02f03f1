# virnucpro_flags: what every native target is compiled with.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

add_library(virnucpro_flags INTERFACE)
target_compile_features(virnucpro_flags INTERFACE cxx_std_17)
target_compile_options(virnucpro_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)

if(VIRNUCPRO_SANITIZE)
  # Callers in other languages may pass any number where C++ sees an enum; the shim refuses it, and
  # to do so it must read it.
  target_compile_options(virnucpro_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize=enum -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer -g)
  target_link_options(virnucpro_flags INTERFACE -fsanitize=address,undefined)
endif()
