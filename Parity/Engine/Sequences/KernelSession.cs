using System.Numerics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Our module over a kernel, kept alive over commands; a second one over the same kernel waits beside it.</summary>
/// <param name="kernel">The kernel under test, for both element types.</param>
/// <param name="start">The fresh module.</param>
/// <param name="threads">Largest number of threads that the kernel may use.</param>
sealed class KernelSession(KernelEntry kernel, ModuleSpec start, int threads = 1) : IModuleSession
{
    readonly WatchedKernel<float>? float32 = kernel.Float32 is { } make ? WatchedKernel<float>.Made(make, threads) : null;
    readonly WatchedKernel<double>? float64 = kernel.Float64 is { } make ? WatchedKernel<double>.Made(make, threads) : null;
    KernelModule? current, waiting;

    /// <summary>Where the kernel wrote what it was not to write; null where it did not.</summary>
    public string? Violation => Module.Violation;

    KernelModule Module => current ??= Made(start);

    /// <inheritdoc/>
    /// <exception cref="KernelException">The kernel threw.</exception>
    public ModuleSnapshot Apply(ModuleCommand command, IReadOnlyList<Trial> data)
    {
        LibraryError? error = null;
        var made = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        try
        {
            Carry(command, data, made);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            error = new LibraryError(e.GetType().FullName!, e.Message);
        }

        Module.AddState(made);
        return new ModuleSnapshot(made, Module.Training, Module.Eps, Module.Momentum, error);
    }

    /// <summary>Takes over parameters, buffers and gradients of the other side, whose type and shapes are the same.</summary>
    public void Synchronise(ModuleSnapshot other) => Module.Restore(other.Tensors);

    /// <summary>Does nothing: there is nothing to release.</summary>
    public void Dispose()
    {
    }

    void Carry(ModuleCommand command, IReadOnlyList<Trial> data, Dictionary<string, DenseTensor> made)
    {
        switch (command.Action)
        {
            case ModuleAction.Step or ModuleAction.Twice or ModuleAction.Infer:
                foreach (Trial trial in data)
                {
                    Module.Forward(trial, made);
                    if (command.Action != ModuleAction.Infer)
                        Module.Backward(made);
                    Module.Forget();
                }

                break;
            case ModuleAction.Forward:
                Module.Forward(data[0], made);
                break;
            case ModuleAction.Backward:
                Module.Backward(made);
                break;
            case ModuleAction.WrongRank or ModuleAction.WrongChannels:
                Module.Refuse([.. command.Refused(start).Select(length => (nint)length)]);
                break;
            case ModuleAction.Switch:
                (current, waiting) = (waiting, Module);
                break;
            case ModuleAction.Reload:
                current = Module.Reloaded(Made(Fresh(Module.DType)));
                break;
            case ModuleAction.Float32:
                Convert(DType.Float32);
                break;
            case ModuleAction.Float64:
                Convert(DType.Float64);
                break;
            default:
                Module.Set(command);
                break;
        }
    }

    // The element type is part of our module's type, so another one is another module with all that this one has.
    void Convert(DType dtype)
    {
        Module.Forget();
        if (dtype == Module.DType)
            return;
        var state = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        Module.AddState(state);
        KernelModule converted = Made(Fresh(dtype));
        converted.Restore(state);
        converted.Set(new ModuleCommand(Module.Training ? ModuleAction.Train : ModuleAction.Eval));
        current = converted;
    }

    ModuleSpec Fresh(DType dtype) => start with { DType = dtype, Eps = Module.Eps, Momentum = Module.Momentum };

    KernelModule Made(ModuleSpec spec) => spec.DType == DType.Float32 ? Made(float32, spec) : Made(float64, spec);

    KernelModule<T> Made<T>(WatchedKernel<T>? watched, ModuleSpec spec)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = watched ?? throw new NotSupportedException($"a sequence needs a kernel for {typeof(T).Name}");
        return new KernelModule<T>(OwnModule.Of(kernel.Modules, spec, watched), watched);
    }
}
