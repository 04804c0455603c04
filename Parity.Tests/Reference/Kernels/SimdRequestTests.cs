using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class SimdRequestTests
{
    // By planes, by rows, and neither.
    [Theory]
    [InlineData(StorageOrder.Contiguous, true), InlineData(StorageOrder.Contiguous, false)]
    [InlineData(StorageOrder.ChannelsLast, true), InlineData(StorageOrder.ChannelsLast, false)]
    [InlineData(StorageOrder.Reversed, true), InlineData(StorageOrder.Reversed, false)]
    public void Each_gradient_is_the_same_whatever_else_is_asked_for(StorageOrder order, bool training)
    {
        foreach (double eps in new[] { 1e-5, 0 })
        {
            var batch = new SeededBatch<float>([5, 18, 3, 3]) { Eps = eps };
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
        SeededBatch<float> batch, StorageOrder order, bool training, int asked)
    {
        var dx = batch.Placed(new float[batch.Input.Length], order);
        float[] dw = new float[batch.Shape[1]], db = new float[batch.Shape[1]];
        new SimdKernel<float>(1).Backward(
            new()
            {
                GradOutput = batch.Placed(batch.GradOutput, order).Input,
                Input = batch.Placed(batch.Input, order).Input,
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
        return (dx.ToDense().Values<float>().ToArray(), dw, db);
    }
}
