#include "cuda.h"

#include <dlfcn.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#include "error.h"

namespace virnucpro::cuda {
namespace {

// cuda.h of NVIDIA: a thread that waits for the event sleeps, and nobody asks for its time.
constexpr unsigned blocking_sync = 1;
constexpr unsigned disable_timing = 2;

// The few functions of the driver that are needed. Their C ABI is fixed by the suffix _v2 in the
// names.
class Driver {
 public:
  // Opened once.
  static const Driver &instance() {
    static const Driver driver;
    return driver;
  }

  int (*get_device)(int *, int) = nullptr;
  int (*get_name)(char *, int, int) = nullptr;
  int (*retain_context)(void **, int) = nullptr;
  int (*release_context)(int) = nullptr;
  int (*push_context)(void *) = nullptr;
  int (*pop_context)(void **) = nullptr;
  int (*get_memory)(std::size_t *, std::size_t *) = nullptr;
  int (*create_event)(void **, unsigned) = nullptr;
  int (*record_event)(void *, void *) = nullptr;
  int (*wait_for_event)(void *) = nullptr;
  int (*destroy_event)(void *) = nullptr;
  int32_t device_count = 0;

 private:
  Driver() {
    void *library = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
    int (*initialize)(unsigned) = nullptr;
    int (*get_count)(int *) = nullptr;
    if (library == nullptr || !resolve(library, "cuInit", initialize) ||
        !resolve(library, "cuDeviceGetCount", get_count) ||
        !resolve(library, "cuDeviceGet", get_device) ||
        !resolve(library, "cuDeviceGetName", get_name) ||
        !resolve(library, "cuDevicePrimaryCtxRetain", retain_context) ||
        !resolve(library, "cuDevicePrimaryCtxRelease_v2", release_context) ||
        !resolve(library, "cuCtxPushCurrent_v2", push_context) ||
        !resolve(library, "cuCtxPopCurrent_v2", pop_context) ||
        !resolve(library, "cuMemGetInfo_v2", get_memory) ||
        !resolve(library, "cuEventCreate", create_event) ||
        !resolve(library, "cuEventRecord", record_event) ||
        !resolve(library, "cuEventSynchronize", wait_for_event) ||
        !resolve(library, "cuEventDestroy_v2", destroy_event)) {
      return;
    }
    int count = 0;
    if (initialize(0) == 0 && get_count(&count) == 0) device_count = count;
  }

  template <typename Function>
  static bool resolve(void *library, const char *name, Function *&function) {
    void *symbol = dlsym(library, name);
    std::memcpy(&function, &symbol, sizeof symbol);
    return symbol != nullptr;
  }
};

void check(int result, const char *name, vnp_status status) {
  if (result != 0) {
    fail(status, std::string(name) + " failed with CUDA error " + std::to_string(result));
  }
}

// A device's primary context, which libtorch works in as well, for the calling thread while it
// lives.
class PrimaryContext {
 public:
  explicit PrimaryContext(int device) : driver_(Driver::instance()), device_(device) {
    void *context = nullptr;
    check(driver_.retain_context(&context, device), "cuDevicePrimaryCtxRetain",
          VNP_STATUS_DEVICE_UNAVAILABLE);
    const int pushed = driver_.push_context(context);
    if (pushed != 0) driver_.release_context(device);
    check(pushed, "cuCtxPushCurrent", VNP_STATUS_DEVICE_UNAVAILABLE);
  }
  ~PrimaryContext() {
    void *popped = nullptr;
    driver_.pop_context(&popped);
    driver_.release_context(device_);
  }
  PrimaryContext(const PrimaryContext &) = delete;
  PrimaryContext &operator=(const PrimaryContext &) = delete;

 private:
  const Driver &driver_;
  int device_;
};

int handle_of(int32_t index) {
  int device = 0;
  check(Driver::instance().get_device(&device, index), "cuDeviceGet",
        VNP_STATUS_DEVICE_UNAVAILABLE);
  return device;
}

}  // namespace

int32_t device_count() { return Driver::instance().device_count; }

void describe_device(int32_t index, vnp_device_info &info) {
  const Driver &driver = Driver::instance();
  const int device = handle_of(index);
  std::size_t free_bytes = 0, total_bytes = 0;
  check(driver.get_name(info.name, sizeof info.name, device), "cuDeviceGetName",
        VNP_STATUS_DEVICE_UNAVAILABLE);
  const PrimaryContext context(device);
  check(driver.get_memory(&free_bytes, &total_bytes), "cuMemGetInfo",
        VNP_STATUS_DEVICE_UNAVAILABLE);
  info.total_memory_bytes = static_cast<int64_t>(total_bytes);
  info.free_memory_bytes = static_cast<int64_t>(free_bytes);
}

Event::Event(int32_t device_index) : device_index_(device_index) {
  const Driver &driver = Driver::instance();
  const PrimaryContext context(handle_of(device_index));
  check(driver.create_event(&event_, blocking_sync | disable_timing), "cuEventCreate",
        VNP_STATUS_FAILED);
  const int recorded = driver.record_event(event_, /*stream=*/nullptr);
  if (recorded != 0) driver.destroy_event(event_);
  check(recorded, "cuEventRecord", VNP_STATUS_FAILED);
}

Event::Event(Event &&other) noexcept
    : device_index_(other.device_index_), event_(std::exchange(other.event_, nullptr)) {}

Event &Event::operator=(Event other) noexcept {
  std::swap(device_index_, other.device_index_);
  std::swap(event_, other.event_);
  return *this;
}

Event::~Event() {
  if (event_ != nullptr) Driver::instance().destroy_event(event_);
}

void Event::wait() const {
  const PrimaryContext context(handle_of(device_index_));
  check(Driver::instance().wait_for_event(event_), "cuEventSynchronize", VNP_STATUS_FAILED);
}

}  // namespace virnucpro::cuda
