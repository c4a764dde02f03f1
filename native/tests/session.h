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
using EmbeddingPtr = std::unique_ptr<vnp_embedding, Deleter<vnp_embedding, vnp_embedding_free>>;
using ClassifierPtr = std::unique_ptr<vnp_classifier, Deleter<vnp_classifier, vnp_classifier_free>>;

// The folder that VIRNUCPRO_LIBTORCH names; ends the program with a message where it names none.
std::string libtorch_directory();

// A runtime on that folder with two threads an operator.
RuntimePtr open_runtime();

vnp_runtime_info info(vnp_runtime *runtime);

// Starts a batch and waits for it; the first status that is not OK.
vnp_status embed(vnp_encoder *encoder, const int32_t *token_ids, const int32_t *lengths,
                 int32_t batch_size, int32_t token_count, float *pooled, int64_t pooled_capacity);

// The whole message of the last failure on this thread.
std::string last_message();

}  // namespace session
