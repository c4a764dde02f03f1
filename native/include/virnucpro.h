/*
 * virnucpro.h: the C ABI between the managed program and libtorch.
 *
 * Conventions
 *   - Every function that can fail returns a vnp_status; results leave through out-parameters, which
 *     are written only on VNP_STATUS_OK. The reason of a failure is vnp_error_copy's, per thread.
 *   - No exception crosses. No pointer given to a function is kept after it returns.
 *   - `_create` pairs with `_free` (NULL is allowed); `_get` and `_copy` fill memory of the caller.
 *   - Strings are UTF-8 and end in NUL. Arrays are row-major ("C order").
 *   - An encoder or a classifier may be used by one thread at a time; different handles may be used
 *     by different threads. A handle keeps its runtime alive: the order of the frees does not matter.
 */
#ifndef VIRNUCPRO_H
#define VIRNUCPRO_H

#include <stdint.h>

#if defined(_WIN32)
#define VNP_API __declspec(dllexport)
#else
#define VNP_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------ errors */

/* The version of this header; the managed side refuses a shim with another one. */
typedef enum vnp_abi { VNP_ABI_VERSION = 3 } vnp_abi;

/* The outcome of a call. */
typedef enum vnp_status {
  VNP_STATUS_OK = 0,
  VNP_STATUS_INVALID_ARGUMENT = 1,    /* a value outside its documented range; nothing was done */
  VNP_STATUS_OUT_OF_MEMORY = 2,       /* of the host or of a device; a smaller batch may succeed */
  VNP_STATUS_LIBTORCH_MISSING = 3,    /* the folder holds no libtorch that can be loaded */
  VNP_STATUS_LIBTORCH_UNSUITABLE = 4, /* older than 2.10, or a second, different libtorch */
  VNP_STATUS_DEVICE_UNAVAILABLE = 5,  /* no such device, or libtorch was built without its kind */
  VNP_STATUS_WEIGHTS_MISMATCH = 6,    /* a tensor is unknown, missing, or of the wrong shape */
  VNP_STATUS_FAILED = 7               /* libtorch reported an error; the message is its own */
} vnp_status;

/* Returns VNP_ABI_VERSION as compiled into the shim. Never fails. */
VNP_API int32_t vnp_abi_version(void);

/*
 * Copies the message of the last failure on the calling thread, cut to `capacity` bytes with the NUL.
 * Returns the length of the whole message in bytes without the NUL; 0 where nothing has failed.
 */
VNP_API int64_t vnp_error_copy(char *buffer, int64_t capacity);

/* ----------------------------------------------------------------------------------- runtime */

/* A loaded libtorch. There is one in a process: opening the same folder again shares it. */
typedef struct vnp_runtime vnp_runtime;

typedef struct vnp_runtime_info {
  int32_t libtorch_major;
  int32_t libtorch_minor;
  int32_t libtorch_patch;
  int32_t thread_count; /* threads that one operator may use on the CPU */
  int32_t device_count; /* devices for vnp_device_get: the CPU first, then each CUDA device */
  int32_t has_cuda;     /* 1 where libtorch_cuda.so was loaded, with or without a device for it */
} vnp_runtime_info;

/*
 * Loads libtorch_cpu.so, and libtorch_cuda.so where it exists, from `libtorch_directory`.
 * thread_count: threads of one CPU operator; 0 leaves libtorch's own choice (all cores).
 * Errors: LIBTORCH_MISSING, LIBTORCH_UNSUITABLE, INVALID_ARGUMENT.
 */
VNP_API vnp_status vnp_runtime_create(const char *libtorch_directory, int32_t thread_count,
                                      vnp_runtime **runtime);
VNP_API void vnp_runtime_free(vnp_runtime *runtime);
VNP_API vnp_status vnp_runtime_info_get(vnp_runtime *runtime, vnp_runtime_info *info);

/* ----------------------------------------------------------------------------------- devices */

/* What computes. */
typedef enum vnp_device_kind {
  VNP_DEVICE_KIND_CPU = 0, /* all cores together, as one device */
  VNP_DEVICE_KIND_CUDA = 1 /* one NVIDIA card */
} vnp_device_kind;

typedef struct vnp_device_info {
  vnp_device_kind kind;
  int32_t index; /* 0 for the CPU; the CUDA ordinal under CUDA_VISIBLE_DEVICES */
  int64_t total_memory_bytes;
  int64_t free_memory_bytes; /* at the time of the call; on the CPU also under the cgroup's limit */
  char name[128];            /* UTF-8, NUL-terminated */
} vnp_device_info;

/*
 * ordinal: 0 to device_count - 1. Errors: INVALID_ARGUMENT, DEVICE_UNAVAILABLE.
 */
VNP_API vnp_status vnp_device_get(vnp_runtime *runtime, int32_t ordinal, vnp_device_info *info);

/* ---------------------------------------------------------------------------------- encoders */

typedef enum vnp_architecture {
  VNP_ARCHITECTURE_ESM2 = 0,     /* fair-esm ESM2: pre-LN, rotary positions */
  VNP_ARCHITECTURE_DNABERT_S = 1 /* MosaicBERT: post-LN, ALiBi, gated MLP */
} vnp_architecture;

/* The type in which matrix products run; LayerNorm, softmax sums and the residual stream are FP32. */
typedef enum vnp_precision {
  VNP_PRECISION_FP32 = 0, /* IEEE single */
  VNP_PRECISION_FP16 = 1, /* IEEE half */
  VNP_PRECISION_BF16 = 2  /* bfloat16 */
} vnp_precision;

/* Element type of a tensor handed over. */
typedef enum vnp_element_type {
  VNP_ELEMENT_TYPE_F32 = 0,  /* 4 bytes, IEEE single */
  VNP_ELEMENT_TYPE_F16 = 1,  /* 2 bytes, IEEE half */
  VNP_ELEMENT_TYPE_BF16 = 2, /* 2 bytes, bfloat16 */
  VNP_ELEMENT_TYPE_F64 = 3   /* 8 bytes, IEEE double */
} vnp_element_type;

typedef struct vnp_encoder_config {
  vnp_architecture architecture;
  int32_t layer_count;
  int32_t hidden_size; /* width D of the embeddings; a multiple of head_count */
  int32_t head_count;
  int32_t intermediate_size;
  int32_t vocabulary_size;
  int32_t token_dropout; /* ESM-2: 1 scales embeddings as after training with token dropout */
  int32_t reserved;      /* 0 */
  double layer_norm_epsilon;
} vnp_encoder_config;

/* The weights and the forward pass of one model on one device. */
typedef struct vnp_encoder vnp_encoder;

/*
 * Reserves the weights on the device. The encoder embeds after each tensor was put and it was sealed.
 * device_index: as in vnp_device_info. Errors: INVALID_ARGUMENT (names the field),
 * DEVICE_UNAVAILABLE, OUT_OF_MEMORY.
 *
 * On the CPU, kernels of the shim compute in FP32, and in BF16 the products: their weights are
 * BF16, their rows are rounded to it, and their sums are FP32. Where the processor multiplies BF16
 * more slowly than FP32, only the weights are rounded. While the environment variable
 * VIRNUCPRO_PLAIN_OPERATORS is set to anything, an encoder is created with the operators that every
 * other device takes.
 */
VNP_API vnp_status vnp_encoder_create(vnp_runtime *runtime, const vnp_encoder_config *config,
                                      vnp_device_kind device_kind, int32_t device_index,
                                      vnp_precision precision, vnp_encoder **encoder);
VNP_API void vnp_encoder_free(vnp_encoder *encoder);

/*
 * Copies one tensor to the device, converting its type.
 *
 * name: for ESM-2 the Hugging Face name without the prefix "esm.", for DNABERT-S the name without
 *   the prefix "bert.". ESM-2's `encoder.layer.N.attention.self.rotary_embeddings.inv_freq` may be
 *   left out: it is then computed.
 * shape: [dimension_count]. data: byte_count bytes, any alignment.
 * Errors: WEIGHTS_MISMATCH (unknown name, other shape than the configuration asks for; both shapes
 * are named), INVALID_ARGUMENT (byte_count does not fit), OUT_OF_MEMORY.
 */
VNP_API vnp_status vnp_encoder_tensor_put(vnp_encoder *encoder, const char *name,
                                          vnp_element_type element_type, const int64_t *shape,
                                          int32_t dimension_count, const void *data,
                                          int64_t byte_count);

/* Ends the loading. Errors: WEIGHTS_MISMATCH (names a tensor that was not put). */
VNP_API vnp_status vnp_encoder_seal(vnp_encoder *encoder);

/* -------------------------------------------------------------------------------- embeddings */

/* The embeddings of one batch, computed or still under way. */
typedef struct vnp_embedding vnp_embedding;

/*
 * Starts one forward pass and its pooling. On CUDA it returns once all of it is queued, so that a
 * second batch can be queued before the first is waited for; on the CPU in FP32 and BF16, too, if heads
 * are a multiple of 16 wide and each thread gets a row; otherwise once it is computed.
 *
 * token_ids: [batch_size, token_count], each row right-padded to token_count; padding may hold any id
 *   in the vocabulary.
 * lengths: [batch_size], tokens of each row without the padding, 1 to token_count (ESM-2: 3 to
 *   token_count, since <cls> and <eos> are not pooled). Equal lengths take the path without a mask.
 * Errors: INVALID_ARGUMENT (names row and column), OUT_OF_MEMORY (the encoder stays usable), FAILED.
 */
VNP_API vnp_status vnp_embedding_create(vnp_encoder *encoder, const int32_t *token_ids,
                                        const int32_t *lengths, int32_t batch_size,
                                        int32_t token_count, vnp_embedding **embedding);

/*
 * Waits for the embeddings and copies them. The encoder may be freed before.
 *
 * pooled: [batch_size, hidden_size] float32, filled in row order. ESM-2: mean over the residues,
 *   <cls> and <eos> excluded, of at most the first 1024. DNABERT-S: mean over all tokens.
 * pooled_capacity: elements that `pooled` holds.
 * Errors: INVALID_ARGUMENT; OUT_OF_MEMORY and FAILED, of what was queued.
 */
VNP_API vnp_status vnp_embedding_copy(vnp_embedding *embedding, float *pooled,
                                      int64_t pooled_capacity);

/* May come before the embeddings are computed; nobody waits for them then. */
VNP_API void vnp_embedding_free(vnp_embedding *embedding);

/* ------------------------------------------------------------------------------- classifiers */

/* VirNucPro's MLP: Linear, BatchNorm1d (eval), ReLU, Linear, softmax; always FP32. */
typedef struct vnp_classifier vnp_classifier;

/* input_width: features of a row; hidden_width: outputs of the first layer. Errors as above. */
VNP_API vnp_status vnp_classifier_create(vnp_runtime *runtime, int32_t input_width,
                                         int32_t hidden_width, vnp_device_kind device_kind,
                                         int32_t device_index, vnp_classifier **classifier);
VNP_API void vnp_classifier_free(vnp_classifier *classifier);

/* name: `hidden_layer.*`, `bn1.*`, `output_layer.*` as in the reference's state dict. */
VNP_API vnp_status vnp_classifier_tensor_put(vnp_classifier *classifier, const char *name,
                                             vnp_element_type element_type, const int64_t *shape,
                                             int32_t dimension_count, const void *data,
                                             int64_t byte_count);
VNP_API vnp_status vnp_classifier_seal(vnp_classifier *classifier);

/*
 * features: [row_count, input_width] float32. probabilities: [row_count, 2] float32, column 0
 * "others", 1 "virus". probabilities_capacity: elements. Errors: as vnp_embedding_create.
 */
VNP_API vnp_status vnp_classifier_score(vnp_classifier *classifier, const float *features,
                                        int32_t row_count, float *probabilities,
                                        int64_t probabilities_capacity);

/* ---------------------------------------------------------------------------------- products */

/*
 * Times plain aten::linear, to measure encoders against: x [row_count, input_width] times the
 * transpose of a weight [output_width, input_width], and a bias [output_width] where has_bias is 1,
 * all random and in `precision`. One product that does not count comes first; each one allocates its
 * result and frees that of the one before.
 * seconds: of repetition_count products together, on CUDA until the last is done.
 * Errors: INVALID_ARGUMENT, DEVICE_UNAVAILABLE, OUT_OF_MEMORY, FAILED (a precision that the device
 * has no product for).
 */
VNP_API vnp_status vnp_linear_time(vnp_runtime *runtime, vnp_device_kind device_kind,
                                   int32_t device_index, vnp_precision precision, int64_t row_count,
                                   int32_t input_width, int32_t output_width, int32_t has_bias,
                                   int32_t repetition_count, double *seconds);

#ifdef __cplusplus
}
#endif

#endif /* VIRNUCPRO_H */
