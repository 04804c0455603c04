using System.Numerics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Our module over a kernel, kept alive over commands.</summary>
/// <param name="kernel">The kernel under test, for both element types.</param>
/// <param name="start">The fresh module.</param>
/// <param name="threads">Largest number of threads that the kernel may use.</param>
sealed class KernelSession(KernelEntry kernel, ModuleSpec start, int threads = 1) : IModuleSession
{
    KernelModule module = Made(kernel, start, threads);

    /// <summary>Where the kernel wrote what it was not to write; null where it did not.</summary>
    public string? Violation => module.Violation;

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
        catch (ArgumentException e)
        {
            error = new LibraryError(e.GetType().FullName!, e.Message);
        }

        module.AddState(made);
        return new ModuleSnapshot(made, module.Training, module.Eps, module.Momentum, error);
    }

    /// <summary>Takes over parameters, buffers and gradients of the other side, whose type and shapes are the same.</summary>
    public void Synchronise(ModuleSnapshot other) => module.Restore(other.Tensors);

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
                    module.Run(trial, command.Action != ModuleAction.Infer, made);
                break;
            case ModuleAction.Reload:
                module = module.Reloaded(Made(kernel, Fresh(module.DType), threads));
                break;
            case ModuleAction.Float32:
                Convert(DType.Float32);
                break;
            case ModuleAction.Float64:
                Convert(DType.Float64);
                break;
            default:
                module.Set(command);
                break;
        }
    }

    // The element type is part of our module's type, so another one is another module with all that this one has.
    void Convert(DType dtype)
    {
        if (dtype == module.DType)
            return;
        var state = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        module.AddState(state);
        KernelModule converted = Made(kernel, Fresh(dtype), threads);
        converted.Restore(state);
        converted.Set(new ModuleCommand(module.Training ? ModuleAction.Train : ModuleAction.Eval));
        module = converted;
    }

    ModuleSpec Fresh(DType dtype) => start with { DType = dtype, Eps = module.Eps, Momentum = module.Momentum };

    static KernelModule Made(KernelEntry kernel, ModuleSpec spec, int threads) => spec.DType == DType.Float32
        ? Made(kernel.Modules, kernel.Float32, spec, threads)
        : Made(kernel.Modules, kernel.Float64, spec, threads);

    static KernelModule<T> Made<T>(ModuleFactory modules, Func<int, IBatchNormKernel<T>>? make, ModuleSpec spec, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = WatchedKernel<T>.Made(make ?? throw new NotSupportedException($"a sequence needs a kernel for {typeof(T).Name}"), threads);
        return new KernelModule<T>(OwnModule.Of(modules, spec, kernel), kernel);
    }
}
