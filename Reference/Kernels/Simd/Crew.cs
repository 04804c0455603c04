using System.Runtime.ExceptionServices;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Shares the units of a work among the calling thread and threads of the pool, without allocation in steady state.
/// </summary>
/// <remarks>
/// Units are handed out by a counter. The caller works too and never waits for a pool thread that has not begun, so a
/// busy pool costs speed and nothing else. A pool thread that comes late finds the gate shut, or helps with the
/// caller's next work.
/// </remarks>
sealed unsafe class Crew : IThreadPoolWorkItem
{
    [ThreadStatic]
    static Crew? ofThisThread;

    // Seats left for helpers in the high half, helpers at work in the low half.
    long gate;
    long next;
    long units;
    void* work;
    delegate*<void*, nint, void> run;
    Exception? failure;

    /// <summary>Runs every unit, on at most so many threads.</summary>
    public static void Run<TWork>(ref TWork work, nint units, int threads)
        where TWork : unmanaged, IWork
    {
        threads = (int)Math.Min(threads, units);
        if (threads <= 1)
        {
            for (nint unit = 0; unit < units; unit++)
                work.Run(unit);
            return;
        }

        fixed (TWork* shared = &work)
            (ofThisThread ??= new Crew()).Share(shared, &RunUnit<TWork>, units, threads - 1);
    }

    /// <summary>What a pool thread does: takes a seat, if there is one, and helps.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        long seen = Volatile.Read(ref gate);
        while (seen >> 32 > 0)
        {
            long entered = seen - (1L << 32) + 1;
            long before = Interlocked.CompareExchange(ref gate, entered, seen);
            if (before == seen)
            {
                Help();
                Interlocked.Decrement(ref gate);
                return;
            }

            seen = before;
        }
    }

    void Share(void* shared, delegate*<void*, nint, void> body, nint count, int helpers)
    {
        work = shared;
        run = body;
        (units, next, failure) = (count, 0, null);
        Volatile.Write(ref gate, (long)helpers << 32);
        for (int i = 0; i < helpers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Help();

        // Shut the gate, then wait for those inside: they still read what this call has on its stack.
        Interlocked.And(ref gate, uint.MaxValue);
        var wait = default(SpinWait);
        while (Volatile.Read(ref gate) != 0)
            wait.SpinOnce(sleep1Threshold: -1);
        work = null;
        if (failure is { } thrown)
            ExceptionDispatchInfo.Throw(thrown);
    }

    void Help()
    {
        try
        {
            for (long unit = Take(); unit < units; unit = Take())
                run(work, (nint)unit);
        }
        catch (Exception e)
        {
            // Rethrown on the calling thread once nobody works any more.
            failure = e;
        }
    }

    long Take() => Interlocked.Increment(ref next) - 1;

    static void RunUnit<TWork>(void* work, nint unit)
        where TWork : unmanaged, IWork =>
        ((TWork*)work)->Run(unit);
}

/// <summary>Work in units that may run in any order and at once, each writing memory of its own.</summary>
interface IWork
{
    /// <summary>Does one unit.</summary>
    void Run(nint unit);
}
