using System.Numerics;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>
/// A trial laid out in memory for kernels that run one after the other: whoever leaves it as it was hands it to the next.
/// </summary>
/// <param name="trial">The trial.</param>
sealed class TrialMemory(Trial trial) : IDisposable
{
    Trial? computed;
    IDisposable? tensors; // null where a kernel has them, or none had any yet

    /// <summary>The trial.</summary>
    public Trial Trial => trial;

    /// <summary>The same in the type that kernels compute in: half precision is widened exactly.</summary>
    public Trial Computed => computed ??= trial.Case.DType.IsHalf() ? trial.As(DType.Float32) : trial;

    /// <summary>Memory with the trial's numbers and results of NaN, until it is given back.</summary>
    /// <typeparam name="T">Element type that is computed in.</typeparam>
    public TrialTensors<T> Take<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tensors is not TrialTensors<T> left)
            return new(Computed);
        tensors = null;
        left.Output.Forget();
        left.GradInput.Forget();
        return left;
    }

    /// <summary>Takes memory back, which nobody uses any more. Of a kernel that threw, threads may still write to it.</summary>
    /// <param name="taken">What <see cref="Take"/> gave.</param>
    /// <param name="asItWas">Whether what was only to be read is as it was given.</param>
    public void GiveBack(IDisposable taken, bool asItWas)
    {
        if (asItWas)
            tensors = taken;
        else
            taken.Dispose();
    }

    /// <summary>Gives the memory to who wants some next; nobody may use it from then on.</summary>
    public void Dispose()
    {
        tensors?.Dispose();
        tensors = null;
    }
}

/// <summary>The tensors of a trial in memory, and where a kernel's results go.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class TrialTensors<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly BatchNormInputs inputs;
    BatchNormInputs? earlier;

    /// <summary>Lays a trial out.</summary>
    public TrialTensors(Trial trial)
    {
        (BatchNormCase c, inputs) = (trial.Case, trial.Inputs);
        Placement placement = c.InputPlacement, result = c.ResultPlacement;
        Input = new(placement, inputs.Input, c.IsTransposed, aligned: c.AsLarge, kept: true);
        GradOutput = new(c.GradOutputPlacement, inputs.GradOutput, c.IsTransposed, aligned: c.AsLarge, kept: true);
        // NaN shows an element that a kernel leaves unwritten, and what an earlier step left shows it too.
        Output = new(result, c.IsTransposed, aligned: c.AsLarge, kept: true);
        GradInput = new(result, c.IsTransposed, aligned: c.AsLarge, kept: true);
    }

    /// <summary>The batch.</summary>
    public PlacedTensor<T> Input { get; }

    /// <summary>The gradient of the output.</summary>
    public PlacedTensor<T> GradOutput { get; }

    /// <summary>Where the output goes.</summary>
    public PlacedTensor<T> Output { get; }

    /// <summary>Where the gradient of the input goes.</summary>
    public PlacedTensor<T> GradInput { get; }

    /// <summary>Other numbers than the trial's wherever they are finite; equal ones stay equal, as memory that is read again and again wants it.</summary>
    public BatchNormInputs Earlier => earlier ??= new()
    {
        Input = Changed(inputs.Input)!,
        GradOutput = Changed(inputs.GradOutput)!,
        Weight = Changed(inputs.Weight),
        Bias = Changed(inputs.Bias),
        RunningMean = Changed(inputs.RunningMean),
        RunningVar = Changed(inputs.RunningVar, isVariance: true),
    };

    /// <summary>Holds the trial's numbers, or other ones, from now on.</summary>
    public void Hold(BatchNormInputs numbers)
    {
        Input.Hold(numbers.Input);
        GradOutput.Hold(numbers.GradOutput);
    }

    /// <summary>Gives the memory to who wants some next; nobody may use it from then on.</summary>
    public void Dispose()
    {
        Input.GiveBack();
        GradOutput.GiveBack();
        Output.GiveBack();
        GradInput.GiveBack();
    }

    // 1 - value / 2; of a variance 1 + |value| / 2.
    static DenseTensor? Changed(DenseTensor? tensor, bool isVariance = false)
    {
        if (tensor is null)
            return null;
        DenseTensor changed = DenseTensor.Unwritten(tensor.DType, [.. tensor.Shape]);
        ReadOnlySpan<T> numbers = tensor.Values<T>();
        Span<T> others = changed.Values<T>();
        var half = T.CreateChecked(0.5);
        for (int i = 0; i < others.Length; i++)
            others[i] = T.One + half * (isVariance ? T.Abs(numbers[i]) : -numbers[i]);
        return changed;
    }
}
