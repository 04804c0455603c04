/* A forward pass in C: cc -shared -fPIC -O2 -o libbatch_norm.so batch_norm.c -lm */
#include "parity_kernel.h"

#include <math.h>

#define EACH_VALUE(t) \
    for (int64_t n = 0; n < (t)->lengths[0]; n++) \
        for (int64_t h = 0; h < (t)->lengths[2]; h++) \
            for (int64_t w = 0; w < (t)->lengths[3]; w++)
#define AT(t) (((float *)(t)->data)[n * (t)->strides[0] + c * (t)->strides[1] + h * (t)->strides[2] + w * (t)->strides[3]])

uint32_t parity_covers(void)
{
    return PARITY_FLOAT32 | PARITY_TRAIN | PARITY_EVAL | PARITY_1D | PARITY_2D | PARITY_STRIDES | PARITY_DOUBLE_SUMS;
}

int32_t parity_forward(
    int32_t type, int32_t training, double eps, const parity_tensor *input, const void *weight, const void *bias,
    double *mean, double *variance, const parity_tensor *output)
{
    const float *scales = weight, *shifts = bias;
    double count = (double)(input->lengths[0] * input->lengths[2] * input->lengths[3]);
    if (type != PARITY_FLOAT32)
        return 1;
    for (int64_t c = 0; c < input->lengths[1]; c++) {
        if (training) {
            double sum = 0, squares = 0;
            EACH_VALUE(input) sum += AT(input);
            mean[c] = sum / count;
            EACH_VALUE(input) squares += (AT(input) - mean[c]) * (AT(input) - mean[c]);
            variance[c] = squares / count;
        }
        double scale = (scales ? scales[c] : 1) / sqrt(variance[c] + eps), shift = shifts ? shifts[c] : 0;
        EACH_VALUE(output) AT(output) = (float)((AT(input) - mean[c]) * scale + shift);
    }
    return 0;
}
