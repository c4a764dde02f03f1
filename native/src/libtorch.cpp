#include "libtorch.h"

#include <dlfcn.h>
#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <streambuf>

namespace virnucpro {
namespace {

Libtorch loaded;
std::mutex loading;

thread_local std::string captured;
thread_local bool capturing = false;

// Stands in front of std::cerr's own buffer and diverts only the threads that have a capture open.
class CapturingBuffer : public std::streambuf {
 public:
  explicit CapturingBuffer(std::streambuf *target) : target_(target) {}

 protected:
  int_type overflow(int_type character) override {
    if (traits_type::eq_int_type(character, traits_type::eof()))
      return traits_type::not_eof(character);
    const char letter = traits_type::to_char_type(character);
    if (!capturing) return target_->sputc(letter);
    captured.push_back(letter);
    return character;
  }
  std::streamsize xsputn(const char *text, std::streamsize count) override {
    if (!capturing) return target_->sputn(text, count);
    captured.append(text, static_cast<std::size_t>(count));
    return count;
  }
  int sync() override { return !capturing ? target_->pubsync() : 0; }

 private:
  std::streambuf *target_;
};

void install_capture() {
  // Never removed: std::cerr outlives the shim, and so must its buffer.
  static auto *buffer = new CapturingBuffer(std::cerr.rdbuf());
  std::cerr.rdbuf(buffer);
}

template <typename Function>
bool resolve(void *library, const char *name, Function *&function) {
  void *symbol = library == nullptr ? nullptr : dlsym(library, name);
  static_assert(sizeof symbol == sizeof function, "POSIX lets dlsym return functions");
  std::memcpy(&function, &symbol, sizeof symbol);
  return symbol != nullptr;
}

std::string canonical(const char *directory) {
  std::error_code error;
  const auto path = std::filesystem::canonical(directory, error);
  if (error) {
    fail(VNP_STATUS_LIBTORCH_MISSING,
         std::string("no libtorch at '") + directory + "': " + error.message());
  }
  return path.string();
}

std::string last_dl_error() {
  const char *message = dlerror();
  return message == nullptr ? "unknown error of the loader" : message;
}

// libtorch allocates and frees the same large buffers for each layer. By default glibc takes each
// from the system and gives it back, and the kernel clears its pages anew: up to a third of the time
// of a forward pass. So what was freed is kept, in one place that all threads take from.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

Libtorch open(const std::string &directory, int thread_count) {
  keep_freed_memory();
  if (thread_count > 0) {
    // OpenMP reads it once, when libtorch brings it in.
    setenv("OMP_NUM_THREADS", std::to_string(thread_count).c_str(), 1);
  }

  const std::string cpu_path = directory + "/libtorch_cpu.so";
  void *cpu = dlopen(cpu_path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (cpu == nullptr) {
    fail(VNP_STATUS_LIBTORCH_MISSING, "can't load '" + cpu_path + "': " + last_dl_error());
  }

  Libtorch result;
  result.directory = directory;
  const char *missing = nullptr;
#define VIRNUCPRO_RESOLVE(type, name, parameters, required) \
  if (!resolve(cpu, #name, result.name) && (required) && missing == nullptr) missing = #name;
  VIRNUCPRO_LIBTORCH_FUNCTIONS(VIRNUCPRO_RESOLVE)
#undef VIRNUCPRO_RESOLVE
  if (missing != nullptr) {
    fail(VNP_STATUS_LIBTORCH_UNSUITABLE,
         "'" + cpu_path + "' lacks " + missing + ": libtorch 2.10 or newer is needed");
  }
  resolve(cpu, "_ZN2at15set_num_threadsEi", result.set_num_threads);

  const uint64_t version = result.aoti_torch_abi_version();
  result.major = static_cast<int>(version >> 56);
  result.minor = static_cast<int>((version >> 48) & 0xFF);
  result.patch = static_cast<int>((version >> 40) & 0xFF);
  if (result.major < 2 || (result.major == 2 && result.minor < 10)) {
    fail(VNP_STATUS_LIBTORCH_UNSUITABLE,
         "'" + cpu_path + "' is libtorch " + std::to_string(result.major) + "." +
             std::to_string(result.minor) + ": 2.10 or newer is needed");
  }

  // It registers the CUDA kernels with the dispatcher when it is loaded.
  const std::string cuda_path = directory + "/libtorch_cuda.so";
  if (std::filesystem::exists(cuda_path)) {
    if (dlopen(cuda_path.c_str(), RTLD_LAZY | RTLD_LOCAL) == nullptr) {
      fail(VNP_STATUS_LIBTORCH_MISSING, "can't load '" + cuda_path + "': " + last_dl_error());
    }
    result.has_cuda = true;
  }
  return result;
}

// libtorch's message without its backtrace.
std::string libtorch_message() {
  std::string message;
  if (loaded.torch_exception_get_what_without_backtrace != nullptr) {
    const char *text = loaded.torch_exception_get_what_without_backtrace();
    if (text != nullptr) message = text;
  }
  if (message.empty()) message = captured;
  static constexpr char prefix[] = "Exception in aoti_torch: ";
  if (const auto start = message.rfind(prefix); start != std::string::npos) {
    message.erase(0, start + sizeof prefix - 1);
  }
  for (const char *trace : {"\nException raised from", "\nframe #0"}) {
    if (const auto end = message.find(trace); end != std::string::npos) message.erase(end);
  }
  while (!message.empty() && message.back() == '\n') message.pop_back();
  return message.empty() ? "no message" : message;
}

bool is_out_of_memory(const std::string &message) {
  // The CPU allocator, the CUDA caching allocator, and cuBLAS or cuDNN without room for a handle.
  for (const char *sign : {"can't allocate memory", "out of memory", "_STATUS_ALLOC_FAILED"}) {
    if (message.find(sign) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

void load_libtorch(const char *directory, int thread_count) {
  require(directory != nullptr && *directory != '\0', "the libtorch folder is empty");
  require(thread_count >= 0, "thread_count is negative");
  const std::string path = canonical(directory);

  const std::lock_guard<std::mutex> lock(loading);
  if (loaded.directory.empty()) {
    loaded = open(path, thread_count);
    install_capture();
  } else if (loaded.directory != path) {
    fail(VNP_STATUS_LIBTORCH_UNSUITABLE, "libtorch is already loaded from '" + loaded.directory +
                                             "'; a process can't load another one from '" + path +
                                             "'");
  }
  if (thread_count > 0 && loaded.set_num_threads != nullptr) loaded.set_num_threads(thread_count);
}

const Libtorch &torch() { return loaded; }

void check(TorchError error, const char *doing) {
  if (error == 0) return;
  const std::string message = libtorch_message();
  fail(is_out_of_memory(message) ? VNP_STATUS_OUT_OF_MEMORY : VNP_STATUS_FAILED,
       std::string(doing) + ": " + message);
}

TorchScope::TorchScope() noexcept {
  // An export may be called with a NULL runtime before any libtorch is loaded.
  if (loaded.aoti_torch_grad_mode_set_enabled != nullptr) {
    loaded.aoti_torch_grad_mode_set_enabled(false);
  }
  captured.clear();
  capturing = true;
}

TorchScope::~TorchScope() { capturing = false; }

}  // namespace virnucpro
