using System.Globalization;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>A trial, and what a kernel made of it, as frames between this process and the one that runs the kernel.</summary>
static class TrialFrame
{
    const string Kernel = "kernel", Threads = "kernel_threads", Descriptor = "descriptor";
    const string ErrorType = "error_type", ErrorMessage = "error_message", FailureKind = "failure_kind", FailureWhat = "failure_what";
    const string Violation = "violation ";

    /// <summary>What the worker is asked.</summary>
    public static SafetensorsContent Request(string kernel, Trial trial, int threads)
    {
        Dictionary<string, string> metadata = CaseMetadata.Format(trial.Case);
        metadata[Kernel] = kernel;
        metadata[Threads] = threads.ToString(CultureInfo.InvariantCulture);
        metadata[Descriptor] = trial.Descriptor;
        return new(metadata, InputNames.Of(trial.Inputs).Where(input => input.Tensor is not null)
            .ToDictionary(input => input.Name, input => input.Tensor!, StringComparer.Ordinal));
    }

    /// <summary>What a request asks.</summary>
    public static (string Kernel, Trial Trial, int Threads) Read(SafetensorsContent request)
    {
        DenseTensor input = request.Tensors[InputNames.Input];
        var inputs = new BatchNormInputs
        {
            Input = input,
            GradOutput = request.Tensors[InputNames.GradOutput],
            Weight = request.Tensors.GetValueOrDefault(InputNames.Weight),
            Bias = request.Tensors.GetValueOrDefault(InputNames.Bias),
            RunningMean = request.Tensors.GetValueOrDefault(InputNames.RunningMean),
            RunningVar = request.Tensors.GetValueOrDefault(InputNames.RunningVar),
        };
        BatchNormCase c = CaseMetadata.Parse(request.Metadata, input.DType, input.Shape);
        return (request.Metadata[Kernel], new Trial(request.Metadata[Descriptor], c, inputs),
            int.Parse(request.Metadata[Threads], CultureInfo.InvariantCulture));
    }

    /// <summary>What the worker answers.</summary>
    public static SafetensorsContent Answer(BatchNormResult result)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (result.Error is { } error)
            (metadata[ErrorType], metadata[ErrorMessage]) = (error.Type, error.Message);
        if (result.Failure is { } failure)
            (metadata[FailureKind], metadata[FailureWhat]) = (failure.Kind, failure.What);
        foreach ((Quantity quantity, string what) in result.Violations)
            metadata[Violation + quantity.TorchName()] = what;
        return new(metadata, QuantityNames.All.Where(quantity => result[quantity] is not null)
            .ToDictionary(quantity => quantity.TorchName(), quantity => result[quantity]!, StringComparer.Ordinal));
    }

    /// <summary>What an answer says.</summary>
    public static BatchNormResult ReadAnswer(SafetensorsContent answer)
    {
        IReadOnlyDictionary<string, string> said = answer.Metadata;
        if (said.TryGetValue(FailureKind, out string? kind))
            return new BatchNormResult(new KernelFailure(KernelEnd.Raised, kind, said[FailureWhat]));
        if (said.TryGetValue(ErrorType, out string? type))
            return new BatchNormResult(new LibraryError(type, said[ErrorMessage]));
        var result = new BatchNormResult();
        foreach (Quantity quantity in QuantityNames.All)
        {
            result[quantity] = answer.Tensors.GetValueOrDefault(quantity.TorchName());
            if (said.TryGetValue(Violation + quantity.TorchName(), out string? what))
                result.Violations.Add(quantity, what);
        }

        return result;
    }
}
