using System.Reflection;
using System.Runtime.Loader;
using Parity.Reference;

namespace Parity.Kernels;

/// <summary>Kernels from an assembly that this program was not built with.</summary>
static class KernelAssembly
{
    /// <summary>The kernels of all files, in their order; a file that is named twice is read once.</summary>
    /// <exception cref="UnusableException">A file cannot be loaded, or lists no kernel.</exception>
    public static IEnumerable<KernelEntry> LoadAll(IEnumerable<string> files) => files.DistinctBy(Path.GetFullPath, StringComparer.Ordinal).SelectMany(Load);

    /// <summary>Every kernel that the file's <see cref="IKernelSource"/> classes list.</summary>
    /// <exception cref="UnusableException">The file cannot be loaded, or lists no kernel.</exception>
    public static IReadOnlyList<KernelEntry> Load(string file)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
            throw new UnusableException($"there is no kernel assembly {file}");
        try
        {
            Assembly assembly = new Context(path).LoadFromAssemblyPath(path);
            KernelEntry[] kernels =
            [
                .. assembly.GetExportedTypes()
                    .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IKernelSource)))
                    .SelectMany(type => ((IKernelSource)Activator.CreateInstance(type)!).Kernels),
            ];
            return kernels.Length > 0 ? kernels : throw new UnusableException(
                $"{file} lists no kernels: it takes a public class that implements {typeof(IKernelSource).FullName}");
        }
        catch (Exception problem) when (problem is not UnusableException)
        {
            // Its own code runs here too, and may throw anything.
            throw new UnusableException($"{file} cannot be loaded: {(problem.InnerException ?? problem).Message}", problem);
        }
    }

    /// <summary>
    /// The file's own dependencies come from beside it; the contract, and what it is made of, is the program's, so that
    /// a kernel there is a kernel here.
    /// </summary>
    sealed class Context(string path) : AssemblyLoadContext(path)
    {
        static readonly HashSet<string> contract =
        [
            typeof(IKernelSource).Assembly.GetName().Name!,
            .. typeof(IKernelSource).Assembly.GetReferencedAssemblies().Select(name => name.Name!),
        ];

        readonly AssemblyDependencyResolver resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            // The program's own, whatever version of it the file was built with.
            contract.Contains(assemblyName.Name!) ? Default.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!))
            : resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found)
            : null;
    }
}
