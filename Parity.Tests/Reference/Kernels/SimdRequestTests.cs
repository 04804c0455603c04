using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class SimdRequestTests
{
    // By planes, by rows, and neither.
    [Theory]
    [InlineData(MemoryOrder.Contiguous, true), InlineData(MemoryOrder.Contiguous, false)]
    [InlineData(MemoryOrder.ChannelsLast, true), InlineData(MemoryOrder.ChannelsLast, false)]
    [InlineData(MemoryOrder.Reversed, true), InlineData(MemoryOrder.Reversed, false)]
    public void Each_gradient_is_the_same_whatever_else_is_asked_for(MemoryOrder order, bool training)
    {
        foreach (double eps in new[] { 1e-5, 0 })
        {
            var batch = new KernelBatch<float>([5, 18, 3, 3]) { Eps = eps };
            (float[] dx, float[] dw, float[] db) = Backward(batch, order, training, 7);
            for (int asked = 0; asked < 8; asked++)
            {
                (float[] dx1, float[] dw1, float[] db1) = Backward(batch, order, training, asked);
                Assert.Equal((asked & 1) != 0 ? dx : new float[dx.Length], dx1);
                Assert.Equal((asked & 2) != 0 ? dw : new float[dw.Length], dw1);
                Assert.Equal((asked & 4) != 0 ? db : new float[db.Length], db1);
            }
        }
    }

    static (float[] GradInput, float[] GradWeight, float[] GradBias) Backward(
        KernelBatch<float> batch, MemoryOrder order, bool training, int asked)
    {
        var dx = new StridedTensor<float>(batch.Shape, order, 0f);
        float[] dw = new float[batch.Shape[1]], db = new float[batch.Shape[1]];
        new SimdKernel<float>(1).Backward(
            new()
            {
                GradOutput = new StridedTensor<float>(batch.Shape, order, batch.GradOutput).Input,
                Input = new StridedTensor<float>(batch.Shape, order, batch.Input).Input,
                Weight = batch.Weight,
                Statistics = new ChannelStatistics(batch.RunningMean, batch.RunningVar),
            },
            batch.Eps,
            training,
            new()
            {
                GradInput = (asked & 1) != 0 ? dx.Output : default,
                GradWeight = (asked & 2) != 0 ? dw : default,
                GradBias = (asked & 4) != 0 ? db : default,
            });
        return (dx.Values(), dw, db);
    }
}
