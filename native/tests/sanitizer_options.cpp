// Options of AddressSanitizer that the tests of running out of memory rely on; unused without it.

extern "C" const char *__asan_default_options();

const char *__asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=4096";
}
