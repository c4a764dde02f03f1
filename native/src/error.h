// Failures inside the shim, and the one place where they become a vnp_status.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "virnucpro.h"

namespace virnucpro {

class Failure : public std::exception {
 public:
  Failure(vnp_status status, std::string message) : status_(status), message_(std::move(message)) {}
  vnp_status status() const noexcept { return status_; }
  const char *what() const noexcept override { return message_.c_str(); }

 private:
  vnp_status status_;
  std::string message_;
};

[[noreturn]] void fail(vnp_status status, std::string message);

// Throws INVALID_ARGUMENT with `message` unless `condition` holds.
void require(bool condition, const char *message);

// Keeps the message for vnp_error_copy on this thread and returns `status`.
vnp_status record_failure(vnp_status status, const char *message) noexcept;

// The body of every export that can fail: nothing but a status leaves it.
template <typename Body>
vnp_status guard(Body &&body) noexcept {
  try {
    std::forward<Body>(body)();
    return VNP_STATUS_OK;
  } catch (const Failure &failure) {
    return record_failure(failure.status(), failure.what());
  } catch (const std::bad_alloc &) {
    return record_failure(VNP_STATUS_OUT_OF_MEMORY, "out of memory on the host");
  } catch (const std::exception &exception) {
    return record_failure(VNP_STATUS_FAILED, exception.what());
  } catch (...) {
    return record_failure(VNP_STATUS_FAILED, "an exception of an unknown type");
  }
}

}  // namespace virnucpro
