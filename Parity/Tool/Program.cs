using Parity.Tool;

return CommandLine.Run(args, Terminal.OfProcess());
