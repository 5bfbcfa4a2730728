package io.github.titanembeddings.examples.spark;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Divides a quota among the live executors, on the driver. The sum of all leases that an executor
 * may still hold never exceeds the quota: a share that was lowered is withheld from others until
 * its executor confirms the new lease or the old one has expired. Thread-safe.
 */
final class QuotaLedger {
  /**
   * The response to a lease request: a lease, or a share of 0 if there is nothing to lease yet.
   *
   * @param number confirms the lease in the executor's next request
   * @param share the share of the quota, from 0 to 1; 0 if all of it is still leased to others
   */
  record Lease(long number, double share) implements Serializable {}

  /** How long a lease is valid. */
  static final Duration VALIDITY = Duration.ofSeconds(10);

  private static final long VALID_NANOS = VALIDITY.toNanos();

  /** A share below this is a rounding error. */
  private static final double MIN_SHARE = 1e-6;

  private static final class Tenant {
    private long seen;
    private long number;
    private double share;
    private long until;
    private double formerShare;
    private long formerUntil;

    /** Returns the largest share that the executor may use at this time. */
    private double held(long now) {
      double current = until - now > 0 ? share : 0;
      double former = formerUntil - now > 0 ? formerShare : 0;
      return Math.max(current, former);
    }
  }

  private final LongSupplier nanoTime;
  private final Map<String, Tenant> tenants = new HashMap<>();

  QuotaLedger(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Leases a share to an executor.
   *
   * @param confirmed the number of the lease that the executor applies, after which it holds no
   *     earlier one
   */
  synchronized Lease lease(String executor, long confirmed) {
    long now = nanoTime.getAsLong();
    tenants.values().removeIf(tenant -> now - tenant.seen >= VALID_NANOS && tenant.held(now) == 0);
    Tenant tenant = tenants.computeIfAbsent(executor, id -> new Tenant());
    tenant.seen = now;
    if (confirmed == tenant.number) {
      tenant.formerShare = 0;
    }
    double heldByOthers =
        tenants.values().stream().filter(t -> t != tenant).mapToDouble(t -> t.held(now)).sum();
    double share = Math.min(1.0 / alive(now), 1 - heldByOthers);
    if (share < MIN_SHARE) {
      return new Lease(tenant.number, 0);
    }
    tenant.formerShare = tenant.held(now);
    tenant.formerUntil = Math.max(tenant.until, tenant.formerUntil);
    tenant.share = share;
    tenant.until = now + VALID_NANOS;
    tenant.number++;
    return new Lease(tenant.number, share);
  }

  private long alive(long now) {
    return tenants.values().stream().filter(tenant -> now - tenant.seen < VALID_NANOS).count();
  }

  /** Ends the lease of an executor that no longer uses it. */
  synchronized void release(String executor) {
    tenants.remove(executor);
  }

  /** Returns the number of executors seen during the last validity. */
  synchronized long alive() {
    return alive(nanoTime.getAsLong());
  }

  /** Returns the share of the quota that executors may use at this time. */
  synchronized double leased() {
    long now = nanoTime.getAsLong();
    return tenants.values().stream().mapToDouble(tenant -> tenant.held(now)).sum();
  }
}
