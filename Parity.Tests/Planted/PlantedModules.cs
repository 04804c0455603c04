using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Makes a module that is wrong on purpose.</summary>
/// <param name="definition">The open generic type of a <see cref="PlantedModule{T}"/>.</param>
sealed class PlantedModules(Type definition) : ModuleFactory
{
    public override BatchNorm<T> Create<T>(
        int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel) =>
        (BatchNorm<T>)Activator.CreateInstance(definition.MakeGenericType(typeof(T)), dimensions, numFeatures, options, kernel)!;
}
