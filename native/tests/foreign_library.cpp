// A library named libtorch_cpu.so that has nothing of libtorch.

extern "C" __attribute__((visibility("default"))) int unrelated() { return 7; }
