// The C ABI as the tests use it: owning handles, the folder with libtorch, the last message.
#pragma once

#include <memory>
#include <string>

#include "virnucpro.h"

// So that a failed comparison of statuses prints a name.
void PrintTo(vnp_status status, std::ostream *stream);

namespace session {

template <typename Handle, void (*Free)(Handle *)>
struct Deleter {
  void operator()(Handle *handle) const { Free(handle); }
};
using RuntimePtr = std::unique_ptr<vnp_runtime, Deleter<vnp_runtime, vnp_runtime_free>>;
using EncoderPtr = std::unique_ptr<vnp_encoder, Deleter<vnp_encoder, vnp_encoder_free>>;
using ClassifierPtr = std::unique_ptr<vnp_classifier, Deleter<vnp_classifier, vnp_classifier_free>>;

// The folder that VIRNUCPRO_LIBTORCH names; ends the program with a message where it names none.
std::string libtorch_directory();

// A runtime on that folder with two threads an operator.
RuntimePtr open_runtime();

vnp_runtime_info info(vnp_runtime *runtime);

// The whole message of the last failure on this thread.
std::string last_message();

}  // namespace session
