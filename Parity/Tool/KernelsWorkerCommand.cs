using System.CommandLine;
using System.Runtime.InteropServices;
using Parity.Kernels;

namespace Parity.Tool;

/// <summary>The other side of <see cref="IsolatedKernels"/>: this program again, serving kernels over its standard streams.</summary>
static class KernelsWorkerCommand
{
    public static Command Create()
    {
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        var command = new Command(IsolatedKernels.Verb, "Runs kernels for another process.") { kernel, kernelsFrom };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            // Ctrl-C reaches the whole group; this one ends when its streams do.
            using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using Stream requests = Console.OpenStandardInput(), answers = Console.OpenStandardOutput();
            // What a kernel prints is no answer.
            Console.SetOut(Console.Error);
            IsolatedKernels.Serve(new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!), requests, answers);
            return ExitCode.Parity;
        });
        return command;
    }
}
