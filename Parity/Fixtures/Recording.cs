using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>A trial and its answer, on the way into a fixture.</summary>
/// <param name="Name">The fixture's name; <see cref="FixtureName"/> makes and checks it.</param>
/// <param name="Trial">The case and its numbers.</param>
/// <param name="Result">The oracle's answer.</param>
public sealed record Recording(string Name, Trial Trial, BatchNormResult Result);
