/*
 * The C ABI of kernels: what a shared library exports for `parity check --kernel native:LIBRARY`.
 *
 * The caller has checked shapes and owns every buffer. A kernel writes each element of what it is asked for, nothing
 * else, and keeps no state between calls; it may be called from several threads at once. An element too far ends the
 * process, and the report names the case.
 */
#ifndef PARITY_KERNEL_H
#define PARITY_KERNEL_H

#include <stdint.h>

#ifdef _WIN32
#define PARITY_EXPORT __declspec(dllexport)
#else
#define PARITY_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a kernel covers; what it leaves out is not asked of it, and is told in the report. */
enum {
    PARITY_FLOAT32 = 1 << 0,     /* element types */
    PARITY_FLOAT64 = 1 << 1,
    PARITY_HALF = 1 << 2,        /* float16 and bfloat16, which arrive widened to float32 */
    PARITY_TRAIN = 1 << 3,       /* normalises with the batch's own statistics */
    PARITY_EVAL = 1 << 4,        /* normalises with given statistics */
    PARITY_BACKWARD = 1 << 5,
    PARITY_1D = 1 << 6,          /* (N, C) and (N, C, L) */
    PARITY_2D = 1 << 7,          /* (N, C, H, W) */
    PARITY_STRIDES = 1 << 8,     /* tensors that are not dense and row-major */
    PARITY_ZERO_EPS = 1 << 9,    /* an eps of 0 */
    PARITY_DOUBLE_SUMS = 1 << 10 /* adds in double, and is held to that */
};

/* A tensor as (N, C, H, W), whatever its rank: H = W = 1 in (N, C), H = 1 in (N, C, L). Strides count elements. */
typedef struct parity_tensor {
    void *data; /* float * or double *; NULL is not asked for */
    int64_t lengths[4];
    int64_t strides[4];
} parity_tensor;

/* Which of the above. */
PARITY_EXPORT uint32_t parity_covers(void);

/*
 * output = (input - mean) / sqrt(variance + eps) * weight + bias, with one mean and biased variance a channel.
 * Returns 0; any other number is told as the kernel's failure.
 */
PARITY_EXPORT int32_t parity_forward(
    int32_t type,               /* PARITY_FLOAT32 or PARITY_FLOAT64 */
    int32_t training,           /* 1: mean and variance are written; 0: they are given */
    double eps,
    const parity_tensor *input,
    const void *weight,         /* C elements of the type, or NULL for 1 */
    const void *bias,           /* C elements of the type, or NULL for 0 */
    double *mean,               /* C */
    double *variance,           /* C */
    const parity_tensor *output);

/* The gradients of a forward pass; needed where PARITY_BACKWARD is covered. Returns as parity_forward. */
PARITY_EXPORT int32_t parity_backward(
    int32_t type,
    int32_t training,           /* 1: mean and variance are those of the input, and depend on it */
    double eps,
    const parity_tensor *grad_output,
    const parity_tensor *input,
    const void *weight,
    const double *mean,
    const double *variance,
    const parity_tensor *grad_input, /* its data may be NULL */
    void *grad_weight,          /* C elements, or NULL */
    void *grad_bias);           /* C elements, or NULL */

#ifdef __cplusplus
}
#endif

#endif
