using System.Buffers.Binary;
using System.Text;

namespace Parity.Oracles;

/// <summary>What a 64-bit little-endian ELF library asks of the symbol versions of others, and a way to ask for less.</summary>
/// <remarks>System V gABI, and the symbol versioning of the Linux Standard Base, part 10.7.</remarks>
sealed class ElfLibrary
{
    const uint Relocations = 4, RelocationsWithoutAddend = 9, DynamicSymbols = 11, VersionNeeds = 0x6ffffffe, VersionOfSymbols = 0x6fffffff;
    const int SectionEntry = 64, SymbolEntry = 24;
    const ushort Weak = 2, IndexMask = 0x7fff;

    readonly byte[] bytes;
    readonly Section[] sections;

    /// <summary>Reads the table of sections.</summary>
    /// <exception cref="BadImageFormatException">It is no such library, or cut off.</exception>
    public ElfLibrary(byte[] bytes)
    {
        this.bytes = bytes;
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (!bytes.AsSpan().StartsWith(magic))
            throw new BadImageFormatException("it is no 64-bit little-endian ELF library");
        long table = Long(0x28);
        sections = [.. Enumerable.Range(0, Short(0x3c)).Select(i => SectionAt(table + i * SectionEntry))];
    }

    /// <summary>The library's bytes, with what <see cref="MarkWeak"/> changed.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Whether a version, such as <c>GLIBCXX_3.4.32</c>, is among what it asks for.</summary>
    public bool Needs(string version) => NeedsOf(version).Any();

    /// <summary>Names of the symbols of a version that a relocation binds: they are used, and must be there.</summary>
    public IReadOnlyList<string> Bound(string version)
    {
        var indices = NeedsOf(version).Select(need => (ushort)(Short(need + 6) & IndexMask)).ToHashSet();
        Section? symbols = Of(DynamicSymbols), versions = Of(VersionOfSymbols);
        if (indices.Count == 0 || symbols is null || versions is null)
            return [];
        return [.. RelocatedSymbols()
            .Where(symbol => symbol != 0 && indices.Contains((ushort)(Short(versions.Offset + 2 * symbol) & IndexMask)))
            .Distinct()
            .Select(symbol => TextAt(symbols.Link, Int(symbols.Offset + symbol * SymbolEntry)))];
    }

    /// <summary>Lets a loader go on that does not find a version: its requirement becomes a weak one.</summary>
    public void MarkWeak(string version)
    {
        foreach (long need in NeedsOf(version))
            BinaryPrimitives.WriteUInt16LittleEndian(At(need + 4, 2), (ushort)(Short(need + 4) | Weak));
    }

    // Places of Elf64_Vernaux records: hash, flags, index, name, next.
    IEnumerable<long> NeedsOf(string version)
    {
        if (Of(VersionNeeds) is not { } section)
            yield break;
        long file = section.Offset;
        for (uint step = 1; step != 0; file += step)
        {
            long need = file + Int(file + 8);
            for (uint next = 1; next != 0; need += next)
            {
                if (TextAt(section.Link, Int(need + 8)) == version)
                    yield return need;
                next = Int(need + 12);
            }

            step = Int(file + 12);
        }
    }

    IEnumerable<long> RelocatedSymbols() =>
        from section in sections
        where section.Type is Relocations or RelocationsWithoutAddend
        let size = section.Type == Relocations ? 24 : 16
        from i in Enumerable.Range(0, (int)(section.Size / size))
        select Long(section.Offset + i * size + 8) >>> 32;

    Section? Of(uint type) => Array.Find(sections, section => section.Type == type);

    Section SectionAt(long at) => new(Int(at + 4), Long(at + 24), Long(at + 32), (int)Int(at + 40));

    string TextAt(int table, uint offset)
    {
        Span<byte> text = At(sections[table].Offset + offset, 0, toEnd: true);
        int end = text.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
    }

    ushort Short(long at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, 2));

    uint Int(long at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));

    long Long(long at) => BinaryPrimitives.ReadInt64LittleEndian(At(at, 8));

    Span<byte> At(long at, int length, bool toEnd = false) => at >= 0 && at + length <= bytes.Length
        ? bytes.AsSpan((int)at, toEnd ? bytes.Length - (int)at : length)
        : throw new BadImageFormatException("its tables point beyond its end");

    sealed record Section(uint Type, long Offset, long Size, int Link);
}
