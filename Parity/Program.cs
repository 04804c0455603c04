using Parity.Commands;

return CommandLine.Run(args, Terminal.OfProcess());
