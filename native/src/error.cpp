#include "error.h"

#include <cstring>

namespace virnucpro {
namespace {

thread_local std::string last_error;

// Largest length not above `limit` that does not cut a UTF-8 sequence.
std::size_t utf8_prefix(const std::string &text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0u) == 0x80u) --limit;
  return limit;
}

}  // namespace

void fail(vnp_status status, std::string message) { throw Failure(status, std::move(message)); }

void require(bool condition, const char *message) {
  if (!condition) fail(VNP_STATUS_INVALID_ARGUMENT, message);
}

vnp_status record_failure(vnp_status status, const char *message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
  return status;
}

}  // namespace virnucpro

int32_t vnp_abi_version(void) { return VNP_ABI_VERSION; }

int64_t vnp_error_copy(char *buffer, int64_t capacity) {
  const std::string &message = virnucpro::last_error;
  if (buffer != nullptr && capacity > 0) {
    const std::size_t length =
        virnucpro::utf8_prefix(message, static_cast<std::size_t>(capacity) - 1);
    std::memcpy(buffer, message.data(), length);
    buffer[length] = '\0';
  }
  return static_cast<int64_t>(message.size());
}
