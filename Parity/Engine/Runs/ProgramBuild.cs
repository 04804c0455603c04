using System.Reflection;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What tells this program, and the kernels that it found, from other builds of them.</summary>
/// <remarks>Builds are deterministic: the same sources give the same module version id.</remarks>
static class ProgramBuild
{
    /// <summary>Version and build of this program.</summary>
    public static string Program { get; } = $"parity {Version(typeof(ProgramBuild).Assembly)}, build {Id(typeof(ProgramBuild).Module)}";

    /// <summary>The identity of a kernel.</summary>
    public static KernelIdentity Of(KernelEntry entry)
    {
        if (entry.Origin is { } origin)
            return new KernelIdentity(entry.Name, origin.File, origin.Build);
        // A kernel may come from another assembly than the list that names it, and so may the module around it.
        Module listed = (entry.Float32?.Method ?? entry.Float64!.Method).Module;
        Module[] modules = [.. new[]
        {
            listed, entry.Float32?.Invoke(1).GetType().Module, entry.Float64?.Invoke(1).GetType().Module, entry.Modules.GetType().Module,
        }.OfType<Module>().Distinct()];
        return new KernelIdentity(
            entry.Name, string.Join('+', modules.Select(module => module.Assembly.GetName().Name)), string.Join('+', modules.Select(Id)));
    }

    static string Id(Module module) => module.ModuleVersionId.ToString("N");

    // What follows the plus is the commit, which the build's own id already tells apart.
    static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
