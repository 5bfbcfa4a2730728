package io.github.titanembeddings.finetune.dataset.internal.content;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds all hashes within a Hamming distance of 8, in a time that does not depend on their number:
 * of three bands of bits, one differs in at most two bits. Each hash takes at most 56 bytes.
 * Immutable and thread-safe.
 */
final class HashIndex {
  static final int DISTANCE = 8;

  private static final int[] BAND_BITS = {22, 21, 21};

  private final int shift;

  /** For each band and bucket, where its entries start; entries are positions in the hashes. */
  private final int[][] starts = new int[BAND_BITS.length][];

  private final int[][] entries = new int[BAND_BITS.length][];

  /** The hash of each entry, stored with it, since random access would miss the cache. */
  private final long[][] entryHashes = new long[BAND_BITS.length][];

  HashIndex(long[] hashes) {
    int buckets = Math.max(2, Integer.highestOneBit(Math.max(1, hashes.length)));
    shift = Integer.numberOfLeadingZeros(buckets) + 1;
    for (int band = 0; band < BAND_BITS.length; band++) {
      fill(hashes, band, buckets);
    }
  }

  private void fill(long[] hashes, int band, int buckets) {
    int[] ends = new int[buckets + 1];
    for (long hash : hashes) {
      ends[bucket(key(hash, band)) + 1]++;
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    starts[band] = ends.clone();
    entries[band] = new int[hashes.length];
    entryHashes[band] = new long[hashes.length];
    for (int i = 0; i < hashes.length; i++) {
      int entry = ends[bucket(key(hashes[i], band))]++;
      entries[band][entry] = i;
      entryHashes[band][entry] = hashes[i];
    }
  }

  private static int key(long hash, int band) {
    int offset = band == 0 ? 0 : band == 1 ? BAND_BITS[0] : BAND_BITS[0] + BAND_BITS[1];
    return (int) (hash >>> offset) & ((1 << BAND_BITS[band]) - 1);
  }

  private int bucket(int key) {
    return (key * 0x9E3779B9) >>> shift;
  }

  /** Passes on up to {@code most} positions of hashes within the distance, each once, unordered. */
  void findNear(long hash, int most, IntConsumer found) {
    int left = most;
    for (int band = 0; band < BAND_BITS.length; band++) {
      int key = key(hash, band);
      left -= findInBucket(hash, band, key, left, found);
      for (int one = 0; one < BAND_BITS[band]; one++) {
        left -= findInBucket(hash, band, key ^ (1 << one), left, found);
        for (int other = 0; other < one; other++) {
          left -= findInBucket(hash, band, key ^ (1 << one) ^ (1 << other), left, found);
        }
      }
    }
  }

  /** Returns the number of positions found. */
  private int findInBucket(long hash, int band, int key, int most, IntConsumer found) {
    int bucket = bucket(key);
    int count = 0;
    for (int i = starts[band][bucket]; i < starts[band][bucket + 1] && count < most; i++) {
      long other = entryHashes[band][i];
      if (Long.bitCount(other ^ hash) <= DISTANCE
          && key(other, band) == key
          && !isInEarlierBand(hash ^ other, band)) {
        found.accept(entries[band][i]);
        count++;
      }
    }
    return count;
  }

  private static boolean isInEarlierBand(long difference, int band) {
    for (int earlier = 0; earlier < band; earlier++) {
      if (Integer.bitCount(key(difference, earlier)) <= 2) {
        return true;
      }
    }
    return false;
  }
}
