using Parity.Cases;

namespace Parity.Sequences;

/// <summary>A module that is kept alive while commands are given to it: ours over a kernel, or an oracle's.</summary>
public interface IModuleSession : IDisposable
{
    /// <summary>Carries out a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="data">Its data in the module's element type; as many trials as <see cref="ModuleCommand.Data"/> makes.</param>
    /// <returns>The module afterwards, an error that was raised included.</returns>
    ModuleSnapshot Apply(ModuleCommand command, IReadOnlyList<Trial> data);
}
