#include "session.h"

#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <vector>

void PrintTo(vnp_status status, std::ostream *stream) {
  static constexpr const char *names[] = {"OK",
                                          "INVALID_ARGUMENT",
                                          "OUT_OF_MEMORY",
                                          "LIBTORCH_MISSING",
                                          "LIBTORCH_UNSUITABLE",
                                          "DEVICE_UNAVAILABLE",
                                          "WEIGHTS_MISMATCH",
                                          "FAILED"};
  *stream << names[status];
}

namespace session {

std::string libtorch_directory() {
  const char *directory = std::getenv("VIRNUCPRO_LIBTORCH");
  if (directory == nullptr || *directory == '\0') {
    std::fputs("VIRNUCPRO_LIBTORCH must name a folder with libtorch_cpu.so\n", stderr);
    std::exit(EXIT_FAILURE);
  }
  return directory;
}

RuntimePtr open_runtime() {
  vnp_runtime *runtime = nullptr;
  if (vnp_runtime_create(libtorch_directory().c_str(), 2, &runtime) != VNP_STATUS_OK) {
    std::fprintf(stderr, "%s\n", last_message().c_str());
    std::exit(EXIT_FAILURE);
  }
  return RuntimePtr(runtime);
}

vnp_runtime_info info(vnp_runtime *runtime) {
  vnp_runtime_info result{};
  if (vnp_runtime_info_get(runtime, &result) != VNP_STATUS_OK) std::abort();
  return result;
}

vnp_status embed(vnp_encoder *encoder, const int32_t *token_ids, const int32_t *lengths,
                 int32_t batch_size, int32_t token_count, float *pooled, int64_t pooled_capacity) {
  vnp_embedding *embedding = nullptr;
  const vnp_status started =
      vnp_embedding_create(encoder, token_ids, lengths, batch_size, token_count, &embedding);
  if (started != VNP_STATUS_OK) return started;
  const EmbeddingPtr owner(embedding);
  return vnp_embedding_copy(embedding, pooled, pooled_capacity);
}

std::string last_message() {
  std::vector<char> buffer(static_cast<std::size_t>(vnp_error_copy(nullptr, 0)) + 1);
  vnp_error_copy(buffer.data(), static_cast<int64_t>(buffer.size()));
  return buffer.data();
}

}  // namespace session
