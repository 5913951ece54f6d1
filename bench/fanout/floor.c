/*
 * The floor under a media server's fan-out: for every RTP packet received and every viewer one AES-128-GCM encryption
 * under that viewer's key (the payload; the RTP header is authenticated) and one sendto. No routing, no RTCP, no
 * statistics, no retransmission.
 *
 * floor VIEWERS PORT...   prints the port that it listens on; ends when its standard input ends.
 */
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 12, TAG = 16, LONGEST = 1500 };

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Length of what is sent. The nonce is made of stream and sequence number, as SRTP does (RFC 7714). */
static int protect(EVP_CIPHER_CTX *cipher, const unsigned char *in, int length, unsigned viewer, unsigned char *out) {
  unsigned char nonce[12] = {0};
  int written = 0, ignored = 0;
  memcpy(out, in, HEADER);
  unsigned ssrc = htonl((viewer << 1) | (length > 400));
  memcpy(out + 8, &ssrc, 4);
  memcpy(nonce + 2, out + 8, 4);
  memcpy(nonce + 10, out + 2, 2);
  EVP_EncryptInit_ex(cipher, NULL, NULL, NULL, nonce);
  EVP_EncryptUpdate(cipher, NULL, &ignored, out, HEADER);
  EVP_EncryptUpdate(cipher, out + HEADER, &written, in + HEADER, length - HEADER);
  EVP_EncryptFinal_ex(cipher, out + HEADER + written, &ignored);
  EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG, out + HEADER + written);
  return HEADER + written + TAG;
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  int viewers = atoi(arguments[1]), ports = count - 2;
  EVP_CIPHER_CTX **ciphers = calloc(viewers, sizeof *ciphers);
  int *senders = calloc(viewers, sizeof *senders);
  struct sockaddr_in *targets = calloc(viewers, sizeof *targets);
  for (int viewer = 0; viewer < viewers; viewer++) {
    unsigned char key[16];
    if (RAND_bytes(key, sizeof key) != 1) fail("RAND_bytes");
    ciphers[viewer] = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(ciphers[viewer], EVP_aes_128_gcm(), NULL, key, NULL);
    targets[viewer] = loopback(atoi(arguments[2 + viewer % ports]));
    senders[viewer] = socket(AF_INET, SOCK_DGRAM, 0);
    if (senders[viewer] < 0) fail("socket");
  }
  int in = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = loopback(0);
  socklen_t size = sizeof own;
  if (in < 0 || bind(in, (struct sockaddr *)&own, size) || getsockname(in, (struct sockaddr *)&own, &size)) fail("bind");
  printf("%d\n", ntohs(own.sin_port));
  fflush(stdout);

  struct pollfd waits[2] = {{.fd = in, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  unsigned char packet[LONGEST], out[LONGEST + TAG];
  while (poll(waits, 2, -1) >= 0 && !waits[1].revents) {
    ssize_t length = recv(in, packet, sizeof packet, 0);
    if (length <= HEADER) continue;
    for (int viewer = 0; viewer < viewers; viewer++) {
      int protected = protect(ciphers[viewer], packet, (int)length, (unsigned)viewer, out);
      sendto(senders[viewer], out, protected, 0, (struct sockaddr *)&targets[viewer], sizeof *targets);
    }
  }
  return 0;
}
