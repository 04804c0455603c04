using Parity.Workers;

namespace Parity.Oracles;

/// <summary>Finds a Python that can import torch, by starting the worker with one after the other.</summary>
static class PythonSearch
{
    /// <summary>Environment variable that names the one Python to use.</summary>
    public const string Variable = "PARITY_PYTHON";

    static readonly string[] usual = ["python3", "python", "/usr/bin/python3"];

    // The usual one that worked last comes first: a probe of the others costs an interpreter's start each.
    static volatile string? remembered;

    /// <summary>The first candidate that starts, and its worker.</summary>
    /// <exception cref="OracleUnavailableException">None does; the message says why each does not.</exception>
    public static (string Python, Worker Worker) Start(PyTorchOptions options, Func<string, Worker> start)
    {
        string? named = options.Python ?? Environment.GetEnvironmentVariable(Variable);
        bool search = string.IsNullOrEmpty(named);
        var reasons = new List<string>();
        foreach (string candidate in search ? Usual() : [named!])
            try
            {
                Worker worker = start(candidate);
                if (search)
                    remembered = candidate;
                return (candidate, worker);
            }
            catch (WorkerException e)
            {
                reasons.Add($"{candidate} {e.Message}");
            }

        string help = search ? $"or set {Variable} to a Python that has it" : $"or let {Variable} name a Python that has it";
        throw new OracleUnavailableException(
            $"no Python can import torch:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", reasons)}{Environment.NewLine}"
            + $"Install PyTorch (pip install torch, or apt-get install python3-torch), {help}.");
    }

    static string[] Usual()
    {
        string? first = remembered;
        return first is null ? usual : [first, .. usual.Where(candidate => candidate != first)];
    }
}
