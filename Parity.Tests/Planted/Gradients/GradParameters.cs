using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Gradients;

/// <summary>grad_weight = sum(dy · (x - mean)), the deviation left out.</summary>
sealed class GradWeightWithoutInverseStd<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] = T.CreateChecked(channel.MeanOfGradTimesNormalised * channel.Count / channel.InvStd);
    }
}

/// <summary>grad_weight = sum(dy · x) · invstd, the mean left in.</summary>
sealed class GradWeightNotCentred<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] += T.CreateChecked(channel.MeanOfGrad * channel.Count * channel.Mean * channel.InvStd);
    }
}

/// <summary>Divides grad_weight by the count.</summary>
sealed class GradWeightAveraged<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] = T.CreateChecked(channel.MeanOfGradTimesNormalised);
    }
}

/// <summary>Multiplies grad_weight by the weight.</summary>
sealed class GradWeightTimesWeight<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] *= T.CreateChecked(channel.Weight);
    }
}

/// <summary>Sums whole vectors of eight of grad_weight, and forgets the rest.</summary>
sealed class GradWeightTailSkipped<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] = T.CreateChecked(
                Enumerable.Range(0, channel.Count & ~7).Sum(i => channel.GradOutput[i] * channel.Normalised(i)));
    }
}

/// <summary>Sums grad_weight in float.</summary>
sealed class GradWeightInFloat<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] = T.CreateChecked(
                Enumerable.Range(0, channel.Count).Aggregate(0f, (sum, i) => sum + (float)(channel.GradOutput[i] * channel.Normalised(i))));
    }
}

/// <summary>Divides grad_bias by the count.</summary>
sealed class GradBiasAveraged<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.CreateChecked(channel.MeanOfGrad);
    }
}

/// <summary>Sums grad_input where grad_output is meant.</summary>
sealed class GradBiasFromGradInput<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.CreateChecked(channel.Training ? 0 : channel.MeanOfGrad * channel.Count * channel.InvStd * channel.Weight);
    }
}

/// <summary>Sums grad_bias in float.</summary>
sealed class GradBiasInFloat<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.CreateChecked(channel.GradOutput.Aggregate(0f, (sum, dy) => sum + (float)dy));
    }
}

/// <summary>Sums pairs of grad_output, and forgets the last of an odd number.</summary>
sealed class GradBiasLastOddSkipped<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.CreateChecked(channel.GradOutput[..(channel.Count & ~1)].Sum());
    }
}

/// <summary>Two threads add to one accumulator: from 64 values on, one part of four is lost.</summary>
sealed class GradBiasLostUpdate<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.CreateChecked(channel.Count < 64
                ? channel.GradOutput.Sum()
                : channel.GradOutput.Sum() - channel.GradOutput[..(channel.Count / 4)].Sum());
    }
}

/// <summary>Hands out grad_bias as grad_weight and the other way round.</summary>
sealed class GradParametersSwapped<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty && !gradients.GradBias.IsEmpty)
            (gradients.GradWeight[c], gradients.GradBias[c]) = (gradients.GradBias[c], gradients.GradWeight[c]);
    }
}

/// <summary>Ends the loop over channels one early in grad_weight.</summary>
sealed class LastGradWeightUnwritten<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradWeight.IsEmpty)
            gradients.GradWeight[^1] = T.Zero;
    }
}
