using System.CommandLine;
using System.Runtime.InteropServices;
using Parity.Kernels;

namespace Parity.Tool;

/// <summary>The other side of <see cref="IsolatedKernels"/>: this program again, serving kernels over its standard streams.</summary>
static class KernelsWorkerCommand
{
    public static Command Create()
    {
        var served = new Option<int>(IsolatedKernels.ForOption) { Description = "Process that asks; this one ends with it.", HelpName = "ID", Required = true };
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        var command = new Command(IsolatedKernels.Verb, "Runs kernels for another process.") { served, kernel, kernelsFrom };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            // Ctrl-C reaches the whole group; this one ends when its streams do, or the process at their other end.
            using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using Stream requests = Console.OpenStandardInput(), answers = Console.OpenStandardOutput();
            // What a kernel prints is no answer.
            Console.SetOut(Console.Error);
            IsolatedKernels.Serve(new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!), parsed.GetValue(served), requests, answers);
            return ExitCode.Parity;
        });
        return command;
    }
}
