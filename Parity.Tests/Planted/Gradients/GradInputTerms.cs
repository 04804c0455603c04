using System.Numerics;

namespace Parity.Tests.Planted.Gradients;

/// <summary>Leaves out the path through the mean.</summary>
sealed class MeanTermMissing<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right + channel.MeanOfGrad * channel.InvStd * channel.Weight;
}

/// <summary>Leaves out the path through the variance.</summary>
sealed class CentredTermMissing<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right + channel.Normalised(i) * channel.MeanOfGradTimesNormalised * channel.InvStd * channel.Weight;
}

/// <summary>Adds the path through the variance where it is subtracted.</summary>
sealed class CentredTermAdded<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right + 2 * channel.Normalised(i) * channel.MeanOfGradTimesNormalised * channel.InvStd * channel.Weight;
}

/// <summary>Scales the gradient as if the statistics were given.</summary>
sealed class GradInputAsInEval<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        channel.GradOutput[i] * channel.InvStd * channel.Weight;
}

/// <summary>Derives through the statistics where they are given.</summary>
sealed class GradInputAsInTraining<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => !channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        (channel.GradOutput[i] - channel.MeanOfGrad - channel.Normalised(i) * channel.MeanOfGradTimesNormalised)
            * channel.InvStd * channel.Weight;
}

/// <summary>Leaves the weight out of grad_input.</summary>
sealed class GradInputWithoutWeight<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Weight != 1;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right / channel.Weight;
}

/// <summary>Multiplies grad_input by the weight twice.</summary>
sealed class GradInputWithWeightTwice<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Weight != 1;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right * channel.Weight;
}

/// <summary>Leaves the deviation out of grad_input.</summary>
sealed class GradInputWithoutInverseStd<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right / channel.InvStd;
}

/// <summary>Divides the reductions by count - 1.</summary>
sealed class GradInputDividedByCountLessOne<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        (channel.GradOutput[i] - (channel.MeanOfGrad + channel.Normalised(i) * channel.MeanOfGradTimesNormalised)
            * channel.Count / (channel.Count - 1)) * channel.InvStd * channel.Weight;
}

/// <summary>Takes x for x - mean in the path through the variance.</summary>
sealed class GradInputNotCentred<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training;

    protected override double GradInput(BackwardChannel channel, int i, double right) =>
        right - channel.Mean * channel.InvStd * channel.MeanOfGradTimesNormalised * channel.InvStd * channel.Weight;
}
