package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Time-based one-time passwords (RFC 6238) as every authenticator app has them: HMAC-SHA-1, 30 seconds, six digits.
const (
	totpPeriod     = 30 * time.Second
	totpDigits     = 6
	totpSecretSize = 20 // bytes
	totpSkew       = 1  // steps that a clock may be off, either way
)

// NewTOTPSecret returns a secret for an authenticator app.
func NewTOTPSecret() []byte {
	secret := make([]byte, totpSecretSize)
	_, _ = rand.Read(secret) // never fails
	return secret
}

var base32Raw = base32.StdEncoding.WithPadding(base32.NoPadding)

// TOTPText is a secret in the letters that one types into an app, in groups of four.
func TOTPText(secret []byte) string {
	var groups []string
	for text := base32Raw.EncodeToString(secret); text != ""; {
		n := min(4, len(text))
		groups, text = append(groups, text[:n]), text[n:]
	}
	return strings.Join(groups, " ")
}

// ParseTOTP reads a secret as TOTPText writes it.
func ParseTOTP(text string) ([]byte, error) {
	secret, err := base32Raw.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		return nil, fmt.Errorf("read the secret of a second factor: %w", err)
	}
	return secret, nil
}

// TOTPAddress is the address that an app reads from the picture.
func TOTPAddress(secret []byte, issuer, account string) string {
	q := url.Values{"secret": {base32Raw.EncodeToString(secret)}, "issuer": {issuer}}
	label := url.PathEscape(issuer + ":" + account)
	return "otpauth://totp/" + label + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// CheckTOTP reports whether a code is the secret's at a time, give or take a step, and returns its step. One of the step
// last or before was used and is refused: nobody who saw it typed can use it again.
func CheckTOTP(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code)
	at := now.Unix() / int64(totpPeriod/time.Second)
	for s := at - totpSkew; s <= at+totpSkew; s++ {
		// All steps are compared, so that the time taken tells nothing.
		if subtle.ConstantTimeCompare([]byte(hotp(secret, s, totpDigits)), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// Code is what an authenticator app shows at a time.
func Code(secret []byte, now time.Time) string {
	return hotp(secret, now.Unix()/int64(totpPeriod/time.Second), totpDigits)
}

// hotp is the one-time password of a counter (RFC 4226).
func hotp(secret []byte, counter int64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, counter) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	value := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	modulus := uint32(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, value%modulus)
}
