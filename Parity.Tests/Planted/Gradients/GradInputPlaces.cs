using System.Numerics;

namespace Parity.Tests.Planted.Gradients;

/// <summary>Reads grad_output one element late.</summary>
sealed class GradOfWrongSample<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right + (channel.GradOutput[(i + 1) % channel.Count] - channel.GradOutput[i]) * channel.InvStd * channel.Weight;
}

/// <summary>Never writes the last element of grad_input.</summary>
sealed class LastGradInputZero<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        i == channel.Count - 1 ? 0 : right;
}

/// <summary>Derives the sum of the output, whatever grad_output is.</summary>
sealed class GradOutputTakenAsOnes<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        channel.Training ? 0 : channel.InvStd * channel.Weight;
}

/// <summary>Stores grad_input in bfloat16 on its way.</summary>
sealed class GradInputThroughBfloat16<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        Bfloat16.RoundTrip(right);
}

/// <summary>Computes grad_input in float.</summary>
sealed class GradInputThroughFloat<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        (float)right;
}

/// <summary>Writes 0 where grad_input is subnormal.</summary>
sealed class GradInputFlushedToZero<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        SubnormalNumber.Is<T>(right) ? 0 : right;
}
