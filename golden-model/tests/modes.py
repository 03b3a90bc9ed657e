#!/usr/bin/env python3
"""The modes that lls_int.py lacks, written anew from their definitions: expected hashes for reference.rs.

Usage: modes.py FOLDER_OF_LLS_INT digits.csv        (needs numpy; lls_int.py gives the forward pass and the start weights)
One epoch of the first 1347 rows, hidden 64,32, margin 128, revival 63, seed 1; prints one line a configuration.
"""
import sys
import types

import numpy as np

sys.path.insert(0,sys.argv[1])
import lls_int as L

class D(L.Dense):
    def update(self,y,t,o):
        rv=self.z.copy(); rv[y]=-(1<<40); r=int(rv.argmax())
        if self.z[y]-self.z[r]>=o.margin: return 0
        if o.error=='staircase':
            e=[0 if c==y else 128>>min(63,int((self.z.max()-self.z[c])>>o.stair)) for c in range(o.classes)]
            e[y]=-sum(e); d=np.array(e)@self.S; sh=self.K+8
        else: d=np.sign(self.S[r]-self.S[y]); sh=self.K
        for i in range(len(self.h)):
            if d[i]==0 or (self.h[i]==0 and not (d[i]<0 and ((t+i)&o.revival)==0)): continue
            q=self.lfsr&((1<<sh)-1)
            self.lfsr=(self.lfsr>>1)^(0xB400 if self.lfsr&1 else 0)
            a=np.append(self.a,1<<self.frac_in)
            u=(d[i]*a+q)>>sh if o.error=='staircase' else d[i]*((a+q)>>sh)
            w=np.clip(np.append(self.W[i],self.b[i])-u,-self.top-1,self.top)
            self.W[i],self.b[i]=w[:-1],w[-1]
        return 0
def run(error,basis,bits,frac,rate,signed,stair=5,hid=(64,32)):
    o=types.SimpleNamespace(weight_bits=bits,weight_frac=frac,rate=rate,margin=128,revival=63,basis=basis,classes=10,error=error,stair=stair)
    t=np.loadtxt(sys.argv[2],delimiter=',',skiprows=1,dtype=np.int64)
    X,Y=t[:,:-1]*(8 if signed else 16),t[:,-1]; X=np.clip(X,-128,127) if signed else np.clip(X,0,255)
    if basis=='square':
        f=50+462*np.arange(10)/9
        def codes(kind,n,C): s=np.where(np.sin(np.outer(f,np.arange(n)))>0,1,-1); s[:,0]=1; return s
        L.codes,old=codes,L.codes
    if basis=='triangle':
        def codes(kind,n,C):
            i=np.arange(n); rows=[]
            for c in range(C):
                p=(2*(c//2+1)*(2*i+1)-(n if c&1 else 0))%(4*n)
                rows.append(np.array([3,1,-1,-3,-3,-1,1,3])[(2*p)//n])
            return np.array(rows)
        L.codes,old=codes,L.codes
    sizes=[64,*hid]; rng=L.XorShift32(1)
    ls=[D(sizes[k],sizes[k+1],(7 if signed else 8) if k==0 else 5,rng,o) for k in range(len(hid))]
    if basis in('square','triangle'): L.codes=old
    for k,l in enumerate(ls): l.lfsr=0xACE1^k
    t=0
    for _ in range(1):
        for x,y in zip(X[:1347],Y[:1347]):
            for l in ls: x=l.forward(x)
            for l in ls: l.update(int(y),t,o)
            t+=1
    print(error,basis,bits,frac,rate,'s8' if signed else 'u8',*[f'{l.digest():08x}' for l in ls],flush=True)
run('staircase','sqq',12,9,9,False)
run('staircase','square',12,9,9,False)
run('staircase','triangle',9,8,8,True)
run('stochastic','sqq',12,9,9,False)
run('stochastic','walsh',8,7,9,True)
run('stochastic','square',8,7,9,False)
