// The part of the libsrtp 3 interface that mediasoup calls, said with libsrtp 2.
//
// libsrtp 3 has an opaque policy and separate input and output buffers with sizes; libsrtp 2 a policy struct and
// calls that work in place with an int for the length. The functions are C++ overloads of the C ones.
#ifndef YUNQIAO_SRTP3_OVER_SRTP2_H
#define YUNQIAO_SRTP3_OVER_SRTP2_H

#include <srtp2/srtp.h>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// Macros and not constants: a later libsrtp 2 may bring the names itself.
#define srtp_err_status_buffer_small (static_cast<srtp_err_status_t>(28))
#define srtp_err_status_cryptex_err (static_cast<srtp_err_status_t>(29))

struct yunqiao_srtp_policy
{
	::srtp_policy_t inner{};
	// Master key, then salt: libsrtp 2 reads them from one buffer.
	uint8_t key[SRTP_MAX_KEY_LEN]{};
};

#define srtp_policy_t yunqiao_srtp_policy*

inline srtp_err_status_t srtp_policy_create(yunqiao_srtp_policy** policy)
{
	*policy = new (std::nothrow) yunqiao_srtp_policy();

	if (*policy == nullptr)
	{
		return srtp_err_status_alloc_fail;
	}

	(*policy)->inner.key = (*policy)->key;

	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(yunqiao_srtp_policy* policy)
{
	if (policy != nullptr)
	{
		// A key does not stay behind in freed memory; volatile keeps the compiler from dropping the loop.
		volatile uint8_t* key = policy->key;

		for (size_t i = 0; i < sizeof(policy->key); ++i)
		{
			key[i] = 0;
		}
	}

	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(yunqiao_srtp_policy* policy, srtp_ssrc_t ssrc)
{
	policy->inner.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(yunqiao_srtp_policy* policy, srtp_profile_t profile)
{
	const srtp_err_status_t err =
	  srtp_crypto_policy_set_from_profile_for_rtp(&policy->inner.rtp, profile);

	return err != srtp_err_status_ok
	         ? err
	         : srtp_crypto_policy_set_from_profile_for_rtcp(&policy->inner.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  yunqiao_srtp_policy* policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	if (mkiLen != 0 || keyLen + saltLen > sizeof(policy->key))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(yunqiao_srtp_policy* policy, bool allow)
{
	policy->inner.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(yunqiao_srtp_policy* policy, size_t size)
{
	policy->inner.window_size = static_cast<unsigned long>(size);

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, yunqiao_srtp_policy* policy)
{
	return srtp_create(session, &policy->inner);
}

// Copies `in` to `out` (unless they are one) and lets a libsrtp 2 call work there. `growth` is what it may append.
template<typename Call>
inline srtp_err_status_t yunqiao_srtp_in_place(
  const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t growth, Call call)
{
	if (inLen + growth > *outLen)
	{
		return srtp_err_status_buffer_small;
	}

	if (out != in)
	{
		std::memcpy(out, in, inLen);
	}

	int len                     = static_cast<int>(inLen);
	const srtp_err_status_t err = call(static_cast<void*>(out), &len);

	*outLen = static_cast<size_t>(len);

	return err;
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return yunqiao_srtp_in_place(
	  rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN,
	  [session](void* data, int* len) { return srtp_protect(session, data, len); });
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	// SRTCP carries its index (32 bits) beside the tag.
	return yunqiao_srtp_in_place(
	  rtcp, rtcpLen, srtcp, srtcpLen, SRTP_MAX_TRAILER_LEN + sizeof(uint32_t),
	  [session](void* data, int* len) { return srtp_protect_rtcp(session, data, len); });
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return yunqiao_srtp_in_place(
	  srtp, srtpLen, rtp, rtpLen, 0,
	  [session](void* data, int* len) { return srtp_unprotect(session, data, len); });
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return yunqiao_srtp_in_place(
	  srtcp, srtcpLen, rtcp, rtcpLen, 0,
	  [session](void* data, int* len) { return srtp_unprotect_rtcp(session, data, len); });
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

#endif
