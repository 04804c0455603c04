using System.Numerics;
using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>
/// What TorchSharp answers on an x64 processor, to the bit: its modules' bookkeeping around libtorch's arithmetic.
/// </summary>
/// <param name="conditions">On what the library's bits depend.</param>
sealed class LibtorchBatchNorm(LibtorchConditions conditions)
{
    /// <summary>The module's answer to a trial.</summary>
    public BatchNormResult Run(Trial trial)
    {
        BatchNormCase c = trial.Case;
        if (RankError(c) is { } error)
            return new BatchNormResult(error);
        long counted = c.NumBatchesTracked + (c.Training ? 1 : 0);
        var options = new ForwardOptions(c.Eps, c.Momentum ?? (c.Training ? 1.0 / counted : 0));
        BatchNormResult result = c.IsEmpty ? OfNothing(trial)
            : c.DType.IsHalf() ? OfHalves(trial, options)
            : c.DType == DType.Float64 ? Of<double>(trial, options)
            : Of<float>(trial, options);
        result[Quantity.NumBatchesTracked] = c.TrackRunningStats ? DenseTensor.Scalar(counted) : null;
        return result;
    }

    static LibraryError? RankError(BatchNormCase c)
    {
        string expected = c.Module == BatchNormModule.BatchNorm1d ? "2D or 3D" : "4D";
        return expected.Contains($"{c.Shape.Length}D", StringComparison.Ordinal) ? null
            : new(typeof(ArgumentException).FullName!, $"expected {expected} input, but got {c.Shape.Length}D input.");
    }

    // The module sees to it that no kernel gets an empty batch.
    static BatchNormResult OfNothing(Trial trial)
    {
        var result = new BatchNormResult();
        foreach (Quantity quantity in QuantityNames.All)
            if (QuantityForm.Of(trial.Case, quantity) is { } form)
                result[quantity] = new DenseTensor(form.DType, [.. form.Shape]);
        (result[Quantity.RunningMean], result[Quantity.RunningVar]) = (trial.Inputs.RunningMean, trial.Inputs.RunningVar);
        foreach (Quantity quantity in (Quantity[])[Quantity.BatchMean, Quantity.BatchVar])
            for (int channel = 0; channel < trial.Case.Channels; channel++)
                result[quantity]!.Set(channel, double.NaN);
        return result;
    }

    BatchNormResult Of<T>(Trial trial, ForwardOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var run = new PathRun<T>(trial, Values<T>, (way, size) => Paths.Of<T>(way, size, conditions));
        BatchNormResult result = run.Result(options);
        var moments = new TorchMoments(conditions, trial.Case);
        run.Set(result, Quantity.BatchMean, moments.Mean(run.Input));
        run.Set(result, Quantity.BatchVar, Array.ConvertAll(moments.Variance(run.Input, isHalf: false), T.CreateChecked));
        return result;
    }

    BatchNormResult OfHalves(Trial trial, ForwardOptions options)
    {
        BatchNormCase c = trial.Case;
        var types = new HalfTypes(c.DType, c.ParameterDType == DType.Float32);
        var run = new PathRun<float>(trial, Widened, (arithmetic, size) => Path(arithmetic, size, types));
        BatchNormResult result = run.Result(options);
        var moments = new TorchMoments(conditions, trial.Case);
        run.Set(result, Quantity.BatchMean, moments.Mean(run.Input));
        run.Set(result, Quantity.BatchVar, Array.ConvertAll(moments.Variance(run.Input, isHalf: true), value => (float)value));
        return result;
    }

    IPath<float> Path(LibtorchWay way, Extents size, HalfTypes types) => way switch
    {
        LibtorchWay.Planes => new HalfDensePath(new HalfPlaneSums(size, conditions.Products, types), conditions.Products, types),
        LibtorchWay.Rows =>
            new HalfDensePath(new HalfRowSums(size, conditions.Threads, conditions.Products, types), conditions.Products, types),
        _ => new HalfStridedPath(conditions, types),
    };

    static T[] Values<T>(DenseTensor tensor)
        where T : unmanaged => tensor.Values<T>().ToArray();

    static float[] Widened(DenseTensor tensor) => tensor.As(DType.Float32).Values<float>().ToArray();
}
