using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>A kernel or module that is wrong on purpose.</summary>
/// <param name="Name">In words joined by hyphens; <c>planted:NAME</c> on the command line.</param>
/// <param name="Definition">The open generic type: a kernel, or a module around the kernel that is right.</param>
/// <param name="Summary">What it gets wrong, in one line.</param>
public sealed record PlantedDefect(string Name, Type Definition, string Summary)
{
    /// <summary>What precedes the name on the command line and in reports.</summary>
    public const string Prefix = "planted:";

    /// <summary>Why no recorded fixture shows it; null where one does.</summary>
    public string? NotRecorded { get; init; }

    /// <summary>Whether the kernel covers float only, where its mistake is smallest beside what is allowed.</summary>
    public bool Float32Only { get; init; }

    /// <summary>The defect as a kernel of the gate.</summary>
    public KernelEntry Kernel => IsModule
        ? new(Prefix + Name, Summary)
        {
            Float32 = _ => new ManualKernel<float>(),
            Float64 = _ => new ManualKernel<double>(),
            Modules = new PlantedModules(Definition),
            Standard = Standard.Double,
        }
        : new(Prefix + Name, Summary)
        {
            Float32 = threads => Made<float>(threads),
            Float64 = Float32Only ? null : threads => Made<double>(threads),
            AsLarge = new(Prefix + Name, Summary)
            {
                Float32 = threads => Made<float>(threads, asLarge: true),
                Float64 = Float32Only ? null : threads => Made<double>(threads, asLarge: true),
            },
            Standard = Standard.Double,
        };

    bool IsModule => !Definition.GetInterfaces().Any(type =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IBatchNormKernel<>));

    PlantedKernel<T> Made<T>(int threads, bool asLarge = false)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var kernel = (PlantedKernel<T>)Activator.CreateInstance(Definition.MakeGenericType(typeof(T)))!;
        (kernel.Threads, kernel.AsLarge) = (threads, asLarge);
        return kernel;
    }
}
